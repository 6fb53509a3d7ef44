//! Where every field lies in Rust. Generated from the tables; do not edit.

use crate::layout::layout;

layout! {
    weft_str: ptr len;
    weft_array: ptr len stride;
    weft_entry: magic struct_size abi_major abi_minor min_host_minor reserved0 id label vendor version license
        built_with describe init deinit get_extension;
    weft_host: struct_size abi_major abi_minor reserved0 name version data get_service log;
    weft_call: struct_size reserved0 host core data;
    weft_migration: struct_size from_version settings_json data set_result fail;
    weft_choice: key label doc;
    weft_input: id label doc type_name flags reserved0 default_float default_int default_text soft_min soft_max
        hard_min hard_max step unit widget choices aka meta_json;
    weft_output: id label doc type_name flags reserved0 aka meta_json;
    weft_model: name input;
    weft_kind: struct_size version flags thread_mode reserved0 id label category doc inputs outputs models replaces
        halo_px halo_scale halo_input wgsl meta_json create destroy run migrate fingerprint get_extension;
    weft_core_v1: struct_size reserved0 fail log report cancelled input input_float input_int input_bool input_text
        input_color output retain release type_of new_float new_int new_bool new_text new_color new_list as_float
        as_int as_bool as_text as_color list_len list_get;
    weft_image_view: struct_size width height channels colour reserved0 plane_stride row_stride data origin_x origin_y
        full_width full_height;
    weft_image_v1: struct_size reserved0 create view make_mut info;
    weft_tensor_view: struct_size reserved0 data device_type device_id ndim dtype_code dtype_bits dtype_lanes shape
        strides byte_offset;
    weft_tensor_v1: struct_size reserved0 create view;
    weft_record_v1: struct_size reserved0 create set get len field_at;
    weft_attribute: struct_size components scalar_code scalar_bits count name data;
    weft_mesh_v1: struct_size reserved0 create add add_texture attribute_count attribute_at attribute texture;
    weft_parallel_v1: struct_size reserved0 threads for_each;
    weft_paths_v1: struct_size reserved0 graph_folder cache_folder temp_folder model_file resolve;
    weft_gpu_caps: struct_size device buffer_bytes_max binding_bytes_max bindings_max workgroup_invocations_max
        workgroup_bytes_max workgroups_per_axis_max params_bytes_max subgroup_size features reserved0 uuid name;
    weft_gpu_binding: buffer offset_bytes size_bytes access reserved0;
    weft_gpu_image: struct_size width height channels colour reserved0 planes;
    weft_gpu_v1: struct_size reserved0 caps buffer_new buffer_retain buffer_release upload download image_view
        image_new kernel dispatch flush wait time_begin time_end export_handle;
    weft_model_port: struct_size dtype_code dtype_bits ndim name shape;
    weft_feed: name value layout order scale offset;
    weft_infer_v1: struct_size reserved0 open input_count input_at output_count output_at fact run;
}
