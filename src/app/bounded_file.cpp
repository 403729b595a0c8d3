#include "app/bounded_file.hpp"

#include <array>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <system_error>

#include "base/units.hpp"

namespace jurymast::app {
namespace {

struct Close {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

tl::unexpected<Error> unread(const std::string& name) {
  return fail(Code::Invalid, "{}: {}; name a file that can be read", name, std::generic_category().message(errno));
}

}  // namespace

Result<std::string> read_bounded_file(const std::string& name, std::size_t bytes_max) {
  const std::unique_ptr<std::FILE, Close> file(std::fopen(name.c_str(), "rb"));
  if (!file) return unread(name);
  std::string text;
  std::array<char, 65'536> buffer{};
  while (text.size() <= bytes_max) {
    const std::size_t got = std::fread(buffer.data(), 1, buffer.size(), file.get());
    text.append(buffer.data(), got);
    if (got < buffer.size()) break;
  }
  if (std::ferror(file.get()) != 0) return unread(name);
  if (text.size() > bytes_max) return fail(Code::Invalid, "{}: larger than {}", name, size_to_text(bytes_max));
  return text;
}

}  // namespace jurymast::app
