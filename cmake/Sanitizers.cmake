# jurymast_sanitizers: the sanitizers of the chosen preset, for compiling and linking alike.
add_library(jurymast_sanitizers INTERFACE)
if(JURYMAST_SANITIZE)
  target_compile_options(jurymast_sanitizers INTERFACE
    -fsanitize=${JURYMAST_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(jurymast_sanitizers INTERFACE -fsanitize=${JURYMAST_SANITIZE})
endif()
