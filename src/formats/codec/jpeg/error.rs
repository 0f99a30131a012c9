//! How the C library reports errors. It expects its error handler never to return; `longjmp` is
//! out of reach for Rust, so the handler unwinds through the C frames, which are compiled for that,
//! and [`guarded`] catches it. Nothing here runs the panic hook.

use std::any::Any;
use std::ffi::{c_char, c_int};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use mozjpeg_sys as ffi;

use crate::codec::limits::{DecodeError, Form};
use crate::container::Damage;

/// Size of the buffer that the library formats a message into, `JMSG_LENGTH_MAX` in jpeglib.h.
/// (The bindings declare 80 bytes, but the C code writes up to 200.)
const MESSAGE_BYTES: usize = 200;

/// The error that stopped the library.
#[derive(Debug)]
pub(super) struct Fault {
    code: c_int,
    message: String,
    /// The form that was refused, if it is one of this module's own.
    form: Option<Form>,
    /// The damage that was found, if it was found by this crate and not by the library.
    damage: Option<Damage>,
}

impl Fault {
    /// An error found by this module's own callbacks rather than by the library.
    pub(super) fn own(message: impl Into<String>) -> Self {
        Self {
            code: ffi::JMSG_NOMESSAGE,
            message: message.into(),
            form: None,
            damage: None,
        }
    }

    /// A form of the format that is refused.
    pub(super) const fn unsupported(form: Form) -> Self {
        Self {
            code: ffi::JERR_NOTIMPL,
            message: String::new(),
            form: Some(form),
            damage: None,
        }
    }

    /// Damage that the library doesn't see.
    pub(super) fn damage(damage: Damage) -> Self {
        Self {
            damage: Some(damage),
            ..Self::own("")
        }
    }

    pub(super) fn into_message(self) -> String {
        self.message
    }

    /// Stops the library by unwinding to [`guarded`].
    pub(super) fn throw(self) -> ! {
        resume_unwind(Box::new(self))
    }
}

impl From<Fault> for DecodeError {
    fn from(fault: Fault) -> Self {
        let Fault {
            code, form, damage, ..
        } = fault;
        if let Some(cause) = damage {
            return Self::Corrupt { cause };
        }
        match code {
            ffi::JERR_ARITH_NOTIMPL
            | ffi::JERR_BAD_PRECISION
            | ffi::JERR_CCIR601_NOTIMPL
            | ffi::JERR_COMPONENT_COUNT
            | ffi::JERR_CONVERSION_NOTIMPL
            | ffi::JERR_FRACT_SAMPLE_NOTIMPL
            | ffi::JERR_IMAGE_TOO_BIG
            | ffi::JERR_NO_BACKING_STORE
            | ffi::JERR_NOTIMPL
            | ffi::JERR_NOT_COMPILED
            | ffi::JERR_OUT_OF_MEMORY
            | ffi::JERR_SOF_UNSUPPORTED
            | ffi::JERR_WIDTH_OVERFLOW => Self::Unsupported {
                cause: form.unwrap_or(Form::JpegKind),
            },
            ffi::JWRN_JPEG_EOF | ffi::JWRN_HIT_MARKER | ffi::JMSG_NOMESSAGE => Self::Corrupt {
                cause: Damage::MissingData,
            },
            _ => Self::Corrupt {
                cause: Damage::PackedData,
            },
        }
    }
}

/// Runs calls into the library and brings back the fault that stopped them. Any other panic goes
/// on its way.
pub(super) fn guarded<T>(calls: impl FnOnce() -> T) -> Result<T, Fault> {
    // Whatever the library was working on is only ever destroyed after a fault, never used again.
    catch_unwind(AssertUnwindSafe(calls)).map_err(|payload: Box<dyn Any + Send>| {
        match payload.downcast::<Fault>() {
            Ok(fault) => *fault,
            Err(other) => resume_unwind(other),
        }
    })
}

/// An error manager that stops at errors and at warnings that mean damage, and prints nothing.
pub(super) fn prepare(manager: &mut ffi::jpeg_error_mgr) {
    // SAFETY: fills in the manager it is given, and nothing else.
    unsafe { ffi::jpeg_std_error(manager) };
    manager.error_exit = Some(stop);
    manager.emit_message = Some(weigh);
}

/// Whether a warning leaves the picture as it was meant.
///
/// - `EXTRANEOUS_DATA`: stray bytes between segments; many cameras pad so.
/// - `ADOBE_XFORM`, `JFIF_MAJOR`: a label with an unknown value.
/// - `NOT_SEQUENTIAL`: scan parameters that mean nothing in a sequential file; some encoders leave
///   them zero.
///
/// Everything else tells of missing or broken samples: `JPEG_EOF`, `HIT_MARKER` (data ends early),
/// `HUFF_BAD_CODE`, `ARITH_BAD_CODE`, `MUST_RESYNC` (a restart marker is not where it belongs),
/// `BOGUS_PROGRESSION` (a scan refines what no scan has brought). Only the harmless ones are listed:
/// the bindings were generated without the arithmetic decoder, whose messages shift the codes from
/// `JERR_BAD_CROP_SPEC` on.
fn is_harmless(warning: c_int) -> bool {
    matches!(
        warning,
        ffi::JWRN_EXTRANEOUS_DATA
            | ffi::JWRN_ADOBE_XFORM
            | ffi::JWRN_JFIF_MAJOR
            | ffi::JWRN_NOT_SEQUENTIAL
    )
}

extern "C-unwind" fn stop(info: &mut ffi::jpeg_common_struct) {
    fault_of(info).throw()
}

/// Negative levels are warnings, the others trace messages.
extern "C-unwind" fn weigh(info: &mut ffi::jpeg_common_struct, level: c_int) {
    if level >= 0 {
        return;
    }
    let fault = fault_of(info);
    if !is_harmless(fault.code) {
        fault.throw();
    }
}

/// The message that the library has just put into its error manager.
#[cold]
fn fault_of(info: &mut ffi::jpeg_common_struct) -> Fault {
    type FormatMessage = unsafe extern "C-unwind" fn(*mut ffi::jpeg_common_struct, *mut c_char);

    // SAFETY: the library calls its handlers with the manager it was given, which outlives it.
    let manager = unsafe { &*info.err };
    let code = manager.msg_code;
    let Some(format) = manager.format_message else {
        return Fault {
            code,
            message: format!("message {code}"),
            form: None,
            damage: None,
        };
    };
    let mut buffer = [0_u8; MESSAGE_BYTES];
    // SAFETY: the C prototype is `void (j_common_ptr, char *)`; the bindings only narrow the
    // pointer to a shared reference to a shorter array, which is neither written nor long enough.
    let format = unsafe {
        std::mem::transmute::<
            unsafe extern "C-unwind" fn(&mut ffi::jpeg_common_struct, &[u8; 80]),
            FormatMessage,
        >(format)
    };
    // SAFETY: writes at most `MESSAGE_BYTES` with the closing zero.
    unsafe { format(info, buffer.as_mut_ptr().cast()) };
    let text = buffer.split(|byte| *byte == 0).next().unwrap_or_default();
    Fault {
        code,
        message: String::from_utf8_lossy(text).into_owned(),
        form: None,
        damage: None,
    }
}
