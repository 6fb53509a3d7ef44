//! Kinds that read and write files: pictures, texts, and lists of what a folder holds. One kind, one file.
#![forbid(unsafe_code)]

mod decode;
mod encode;
mod exif_fields;
mod file_error;
mod format;
mod json;
mod list_files;
mod load_image;
mod load_text;
mod natural_order;
mod open_picture;
mod path_template;
mod pattern;
mod picture;
mod read_file;
mod room;
mod save_image;
mod save_text;
mod write_file;

weft_plugin::plugin! {
    id: "files",
    label: "Files",
    vendor: "Weft",
    license: "MIT OR Apache-2.0",
    kinds: [
        load_image::load_image,
        save_image::save_image,
        load_text::load_text,
        save_text::save_text,
        list_files::list_files,
    ]
}
