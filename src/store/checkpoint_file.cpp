#include "store/checkpoint_file.hpp"

#include <unistd.h>

#include "store/file.hpp"
#include "store/key_file.hpp"

namespace jurymast::store {
namespace {

std::string checkpoint_path(const std::string& state_directory) { return state_directory + "/checkpoint"; }

}  // namespace

Result<void> write_checkpoint_file(const std::string& state_directory, std::string_view note) {
  return replace_file(checkpoint_path(state_directory), note);
}

Result<std::optional<std::string>> read_checkpoint_file(const std::string& state_directory) {
  const std::string path = checkpoint_path(state_directory);
  if (::access(path.c_str(), F_OK) != 0) return std::nullopt;
  auto text = read_file(path, kCheckpointBytesMax);
  if (!text) return tl::unexpected(text.error());
  return *std::move(text);
}

}  // namespace jurymast::store
