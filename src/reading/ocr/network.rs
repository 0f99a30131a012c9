//! A network of the weights folder, run in pure Rust on the thread that asks.

use std::sync::{Arc, LazyLock};

use rten::{Model, ModelOptions, RunOptions, ThreadPool, op_registry};
use rten_tensor::NdTensor;

/// Where lines of text are.
pub(super) static DETECT: LazyLock<Option<Network>> =
    LazyLock::new(|| Network::load(include_bytes!("weights/detect.onnx")));
/// What a line says, at a quarter of the price of the next.
pub(super) static RECOGNIZE_FAST: LazyLock<Option<Network>> =
    LazyLock::new(|| Network::load(include_bytes!("weights/recognize-fast.onnx")));
/// What a line says, with the rare characters of names.
pub(super) static RECOGNIZE_CAREFUL: LazyLock<Option<Network>> =
    LazyLock::new(|| Network::load(include_bytes!("weights/recognize-careful.onnx")));

/// Weights, ready to run. One copy a process, loaded when first asked for.
pub(super) struct Network {
    model: Model,
}

impl Network {
    /// `None` if the weights are not what the runtime expects, which a test rules out.
    fn load(weights: &'static [u8]) -> Option<Self> {
        // The operators that the three networks use, so that the others stay out of the command.
        let operators = op_registry!(
            Add,
            AveragePool,
            BatchNormalization,
            Cast,
            Concat,
            Conv,
            ConvTranspose,
            DequantizeLinear,
            Div,
            Erf,
            GlobalAveragePool,
            HardSigmoid,
            MatMul,
            MaxPool,
            Mul,
            Pow,
            ReduceMean,
            Relu,
            Reshape,
            Resize,
            Shape,
            Sigmoid,
            Slice,
            Softmax,
            Sqrt,
            Squeeze,
            Sub,
            Transpose,
            Unsqueeze
        );
        let model = ModelOptions::with_ops(operators).load_static_slice(weights);
        model.ok().map(|model| Self { model })
    }

    /// Runs it on one picture: channels, rows and columns of `input` as the network wants them.
    /// `None` if the runtime refuses the shape.
    pub(super) fn run<const N: usize>(
        &self,
        input: NdTensor<f32, 4>,
        threads: &Arc<ThreadPool>,
    ) -> Option<NdTensor<f32, N>> {
        let options = RunOptions::default().with_thread_pool(Some(threads.clone()));
        let output = self.model.run_one(input.into(), Some(options)).ok()?;
        output.try_into().ok()
    }
}
