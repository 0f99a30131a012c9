//! JPEG through the libjpeg-turbo family: the one module that speaks to C.
