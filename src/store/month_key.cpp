#include "store/month_key.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <filesystem>

#include "store/file.hpp"
#include "store/key_file.hpp"

namespace jurymast::store {
namespace {

constexpr std::string_view kPrefix = "records-";
constexpr std::string_view kSuffix = ".key";

std::string keys_directory(const std::string& state_directory) { return state_directory + "/keys"; }

std::string path_of(const std::string& state_directory, Month month) {
  return fmt::format("{}/{}{}{}", keys_directory(state_directory), kPrefix, name_of(month), kSuffix);
}

template <class Number>
bool read_digits(std::string_view text, Number& number) {
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  return read.ec == std::errc() && read.ptr == text.data() + text.size();
}

}  // namespace

Month month_of(WallTime time) {
  const auto day = std::chrono::floor<std::chrono::days>(std::chrono::sys_time<Duration>(time.since_epoch));
  const std::chrono::year_month_day date{day};
  return {date.year(), date.month()};
}

std::string name_of(Month month) {
  return fmt::format("{:04}-{:02}", static_cast<int>(month.year()), static_cast<unsigned>(month.month()));
}

std::optional<Month> parse_month(std::string_view text) {
  unsigned year = 0;
  unsigned month = 0;
  if (text.size() != 7 || text[4] != '-') return std::nullopt;
  if (!read_digits(text.substr(0, 4), year) || !read_digits(text.substr(5), month)) return std::nullopt;
  const Month read{std::chrono::year(static_cast<int>(year)), std::chrono::month(month)};
  return read.ok() ? std::optional(read) : std::nullopt;
}

Result<Secret> load_or_create_month_key(const std::string& state_directory, Month month) {
  return load_or_create_key(path_of(state_directory, month));
}

std::vector<Month> months_with_keys(const std::string& state_directory) {
  std::vector<Month> months;
  for (const std::string& name : names_in(keys_directory(state_directory))) {
    std::string_view text = name;
    if (!text.starts_with(kPrefix) || !text.ends_with(kSuffix)) continue;
    text.remove_prefix(kPrefix.size());
    text.remove_suffix(kSuffix.size());
    if (const auto month = parse_month(text)) months.push_back(*month);
  }
  return months;
}

Result<std::vector<MonthKey>> load_month_keys(const std::string& state_directory) {
  std::vector<MonthKey> keys;
  for (const Month month : months_with_keys(state_directory)) {
    auto key = load_key(path_of(state_directory, month));
    if (!key) return tl::unexpected(key.error());
    keys.push_back({month, std::move(*key)});
  }
  return keys;
}

Result<void> destroy_month_key(const std::string& state_directory, Month month) {
  const std::string path = path_of(state_directory, month);
  if (!std::filesystem::exists(path)) return fail(Code::NotFound, "there is no {}", path);
  const auto file = open_file(path, O_WRONLY);
  if (!file) return tl::unexpected(file.error());
  std::array<unsigned char, kKeyBytes> bytes{};
  if (const auto filled = fill_random(bytes); !filled) return filled;
  const bool overwritten = write_all(file->descriptor(), {reinterpret_cast<const char*>(bytes.data()), bytes.size()}) &&
                           ::fsync(file->descriptor()) == 0;
  if (!overwritten) return system_failure("write over", path);
  if (::unlink(path.c_str()) != 0) return system_failure("remove", path);
  if (!sync_directory(keys_directory(state_directory))) return system_failure("bring to the disk", keys_directory(state_directory));
  return {};
}

}  // namespace jurymast::store
