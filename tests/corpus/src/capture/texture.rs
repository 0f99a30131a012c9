//! A sheet in linear light, halved until it suits the picture's resolution.

use rayon::prelude::*;

use crate::draw::Canvas;

/// Linear light, four floats per pixel so that the compiler can use whole vectors.
#[derive(Debug)]
pub(crate) struct Texture {
    width: usize,
    height: usize,
    texels: Vec<[f32; 4]>,
}

impl Texture {
    /// Converts a canvas, leaving between one and two texels per pixel of the picture.
    pub(crate) fn new(canvas: &Canvas, picture_width_px: f64) -> Self {
        let table = linear_table();
        let texels = canvas
            .pixels
            .par_iter()
            .map(|&[r, g, b]| [table[r as usize], table[g as usize], table[b as usize], 0.0])
            .collect();
        let mut texture = Self {
            width: canvas.width,
            height: canvas.height,
            texels,
        };
        while texture.width as f64 > picture_width_px * 2.0 && texture.width > 16 {
            texture = texture.halved();
        }
        texture
    }

    fn halved(&self) -> Self {
        let (width, height) = (self.width / 2, self.height / 2);
        let mut texels = vec![[0.0; 4]; width * height];
        texels
            .par_chunks_exact_mut(width)
            .enumerate()
            .for_each(|(row, out)| {
                let upper = &self.texels[row * 2 * self.width..];
                let lower = &self.texels[(row * 2 + 1) * self.width..];
                for (column, texel) in out.iter_mut().enumerate() {
                    let x = column * 2;
                    for c in 0..4 {
                        texel[c] =
                            (upper[x][c] + upper[x + 1][c] + lower[x][c] + lower[x + 1][c]) * 0.25;
                    }
                }
            });
        Self {
            width,
            height,
            texels,
        }
    }

    /// Interpolates at a place of the unit square.
    pub(crate) fn at(&self, u: f32, v: f32) -> [f32; 4] {
        let x = (u * self.width as f32 - 0.5)
            .max(0.0)
            .min(self.width as f32 - 1.01);
        let y = (v * self.height as f32 - 0.5)
            .max(0.0)
            .min(self.height as f32 - 1.01);
        let (column, row) = (x as u32 as usize, y as u32 as usize);
        let (tx, ty) = (x - column as f32, y - row as f32);
        let start = row * self.width + column;
        let upper = &self.texels[start..start + 2];
        let lower = &self.texels[start + self.width..start + self.width + 2];
        let (a, b, c, d) = (upper[0], upper[1], lower[0], lower[1]);
        core::array::from_fn(|i| {
            let top = a[i] + (b[i] - a[i]) * tx;
            let bottom = c[i] + (d[i] - c[i]) * tx;
            top + (bottom - top) * ty
        })
    }
}

/// Linear light of each 8-bit sRGB level.
fn linear_table() -> Vec<f32> {
    (0..=255_u8)
        .map(|level| {
            let level = f32::from(level) / 255.0;
            if level <= 0.040_45 {
                level / 12.92
            } else {
                libm::powf((level + 0.055) / 1.055, 2.4)
            }
        })
        .collect()
}
