#include "store/token_file.hpp"

#include <fcntl.h>
#include <fmt/ranges.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <utility>

#include "store/file.hpp"
#include "store/key_file.hpp"

namespace jurymast::store {
namespace {

constexpr std::string_view kTokenWord = "jurymast_";
constexpr std::size_t kTokenBytes = 32;
constexpr std::size_t kLocalTokenBytesMax = 256;

std::string local_token_file(const std::string& state_directory) { return state_directory + "/admin.token"; }

/// A file that its owner alone can read; fails with NotFound where there is none.
Result<std::string> read_private(const std::string& path, std::size_t bytes_max) {
  struct stat about{};
  if (::stat(path.c_str(), &about) != 0) {
    if (errno == ENOENT) return fail(Code::NotFound, "there is no {}", path);
    return system_failure("look at", path);
  }
  if ((about.st_mode & 077U) != 0) {
    return fail(Code::Denied, "{} can be read by others than its owner; run: chmod 600 {}", path, path);
  }
  return read_file(path, bytes_max);
}

Result<void> replace_durably(const std::string& state_directory, const std::string& path, std::string_view content) {
  if (auto written = replace_file(path, content); !written) return written;
  if (!sync_directory(state_directory)) return system_failure("write", state_directory);
  return {};
}

}  // namespace

std::string token_file(const std::string& state_directory) { return state_directory + "/tokens"; }

Result<std::string> load_token_file(const std::string& state_directory) {
  auto text = read_private(token_file(state_directory), kTokenFileBytesMax);
  if (!text && text.error().code == Code::NotFound) return std::string();
  return text;
}

Result<void> change_token_file(const std::string& state_directory, const std::function<Result<std::string>(std::string)>& change) {
  if (auto made = make_directory(state_directory); !made) return made;
  const std::string lock_path = token_file(state_directory) + ".lock";
  const auto lock = open_file(lock_path, O_WRONLY | O_CREAT);
  if (!lock) return tl::unexpected(lock.error());
  if (::flock(lock->descriptor(), LOCK_EX) != 0) return system_failure("lock", lock_path);
  auto text = load_token_file(state_directory);
  if (!text) return tl::unexpected(text.error());
  const auto changed = change(std::move(*text));
  if (!changed) return tl::unexpected(changed.error());
  return replace_durably(state_directory, token_file(state_directory), *changed);
}

Result<Secret> draw_token() {
  std::array<unsigned char, kTokenBytes> bytes{};
  if (const auto filled = fill_random(bytes); !filled) return tl::unexpected(filled.error());
  return Secret(fmt::format("{}{:02x}", kTokenWord, fmt::join(bytes, "")));
}

Result<Secret> load_local_token(const std::string& state_directory) {
  auto text = read_private(local_token_file(state_directory), kLocalTokenBytesMax);
  if (!text) return tl::unexpected(text.error());
  if (text->ends_with('\n')) text->pop_back();
  if (!text->starts_with(kTokenWord) || text->size() != kTokenWord.size() + 2 * kTokenBytes) {
    return fail(Code::Corrupt, "{} holds no token; delete it, and the gateway makes another when it starts",
                local_token_file(state_directory));
  }
  return Secret(std::move(*text));
}

Result<Secret> load_or_create_local_token(const std::string& state_directory) {
  auto token = load_local_token(state_directory);
  if (token || token.error().code != Code::NotFound) return token;
  auto drawn = draw_token();
  if (!drawn) return drawn;
  const std::string path = local_token_file(state_directory);
  const auto written = replace_durably(state_directory, path, std::string(drawn->reveal()) + "\n");
  if (!written) return tl::unexpected(written.error());
  return drawn;
}

}  // namespace jurymast::store
