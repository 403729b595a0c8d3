#include <fmt/format.h>

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// The file as it is and each of its beginnings: most framing faults show where input stops early.
void replay(const std::string& bytes) {
  constexpr std::size_t kBeginningsMax = 512;
  const auto* data = reinterpret_cast<const std::uint8_t*>(bytes.data());
  LLVMFuzzerTestOneInput(data, bytes.size());
  for (std::size_t size = 0; size < bytes.size() && size < kBeginningsMax; ++size) {
    const std::string beginning = bytes.substr(0, size);
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(beginning.data()), beginning.size());
  }
}

}  // namespace

/// Runs every file of the folder given through the target; an empty or missing folder is a failure, not a success.
int main(int count, char** arguments) {
  if (count != 2) {
    fmt::print(stderr, "usage: {} FOLDER\n", arguments[0]);
    return 2;
  }
  std::size_t files = 0;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(arguments[1], error)) {
    if (!entry.is_regular_file()) continue;
    replay(read_file(entry.path()));
    ++files;
  }
  fmt::print("{} files replayed from {}\n", files, arguments[1]);
  return files == 0 ? 1 : 0;
}
