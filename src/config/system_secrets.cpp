#include "config/system_secrets.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <string>
#include <system_error>

#include "config/document.hpp"

namespace jurymast::config {
namespace {

constexpr unsigned kPermissionBits = 07777;

std::string reason(int error) { return std::generic_category().message(error); }

/// An open file, closed on every way out.
class OpenFile {
 public:
  /// Not waiting, so that a pipe put in the file's place cannot hold the start up.
  explicit OpenFile(const std::string& path) : descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {}
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  ~OpenFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
};

Result<struct stat> regular(const OpenFile& file) {
  struct stat facts{};
  if (file.descriptor() < 0) return fail(Code::NotFound, "{}", reason(errno));
  if (::fstat(file.descriptor(), &facts) != 0) return fail(Code::Unavailable, "{}", reason(errno));
  if (!S_ISREG(facts.st_mode)) return fail(Code::Invalid, "it is not a regular file");
  return facts;
}

/// Reads into `into`, which is cut to what was read; its first capacity is its last, so no copy of a secret is left behind.
Result<void> read_into(const OpenFile& file, std::string& into) {
  std::size_t filled = 0;
  while (filled < into.size()) {
    const ssize_t got = ::read(file.descriptor(), into.data() + filled, into.size() - filled);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return fail(Code::Unavailable, "{}", reason(errno));
    if (got == 0) break;
    filled += static_cast<std::size_t>(got);
  }
  into.resize(filled);
  return {};
}

}  // namespace

std::optional<Secret> SystemSecrets::variable(std::string_view name) {
  const char* value = std::getenv(std::string(name).c_str());
  if (value == nullptr) return std::nullopt;
  return Secret(value);
}

Result<SecretFile> SystemSecrets::file(std::string_view path) {
  const OpenFile file{std::string(path)};
  const Result<struct stat> facts = regular(file);
  if (!facts) return tl::unexpected<Error>(facts.error());
  std::string content(kSecretBytesMax + 1, '\0');
  const Result<void> read = read_into(file, content);
  if (!read) return tl::unexpected<Error>(read.error());
  return SecretFile{static_cast<unsigned>(facts->st_mode) & kPermissionBits, Secret(std::move(content))};
}

Result<void> SystemSecrets::readable(std::string_view path) {
  const OpenFile file{std::string(path)};
  const Result<struct stat> facts = regular(file);
  if (!facts) return tl::unexpected<Error>(facts.error());
  return {};
}

Result<std::string> read_config_file(const std::string& path) {
  const OpenFile file(path);
  const Result<struct stat> facts = regular(file);
  if (!facts) return tl::unexpected<Error>(facts.error());
  std::string content(kConfigBytesMax + 1, '\0');
  const Result<void> read = read_into(file, content);
  if (!read) return tl::unexpected<Error>(read.error());
  return content;
}

}  // namespace jurymast::config
