#include "wire/head_writer.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>
#include <utility>

#include "base/assert.hpp"
#include "wire/http_chars.hpp"

namespace jurymast::wire {
namespace {

constexpr std::size_t kUsualHeadBytes = 1024;

struct Reason {
  int status;
  std::string_view text;
};

constexpr std::array kReasons = std::to_array<Reason>({
    {100, "Continue"},
    {101, "Switching Protocols"},
    {102, "Processing"},
    {103, "Early Hints"},
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {203, "Non-Authoritative Information"},
    {204, "No Content"},
    {205, "Reset Content"},
    {206, "Partial Content"},
    {207, "Multi-Status"},
    {208, "Already Reported"},
    {226, "IM Used"},
    {300, "Multiple Choices"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {305, "Use Proxy"},
    {307, "Temporary Redirect"},
    {308, "Permanent Redirect"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {402, "Payment Required"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {407, "Proxy Authentication Required"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {410, "Gone"},
    {411, "Length Required"},
    {412, "Precondition Failed"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {416, "Range Not Satisfiable"},
    {417, "Expectation Failed"},
    {421, "Misdirected Request"},
    {422, "Unprocessable Content"},
    {423, "Locked"},
    {424, "Failed Dependency"},
    {425, "Too Early"},
    {426, "Upgrade Required"},
    {428, "Precondition Required"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {451, "Unavailable For Legal Reasons"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
    {505, "HTTP Version Not Supported"},
    {506, "Variant Also Negotiates"},
    {507, "Insufficient Storage"},
    {508, "Loop Detected"},
    {511, "Network Authentication Required"},
});
static_assert(std::is_sorted(kReasons.begin(), kReasons.end(),
                             [](const Reason& a, const Reason& b) { return a.status < b.status; }));

bool is_name(std::string_view name) { return !name.empty() && std::all_of(name.begin(), name.end(), is_token_char); }

bool is_value(std::string_view value) { return std::all_of(value.begin(), value.end(), is_field_char); }

}  // namespace

HeadWriter HeadWriter::request(std::string_view method, std::string_view target) {
  HeadWriter writer;
  writer.text_.reserve(kUsualHeadBytes);
  std::copy_if(method.begin(), method.end(), std::back_inserter(writer.text_), is_token_char);
  writer.text_ += ' ';
  std::copy_if(target.begin(), target.end(), std::back_inserter(writer.text_), is_target_char);
  writer.text_ += " HTTP/1.1\r\n";
  return writer;
}

HeadWriter HeadWriter::response(int status) {
  JURYMAST_ASSERT(status >= 100 && status <= 599);
  HeadWriter writer;
  writer.text_.reserve(kUsualHeadBytes);
  writer.text_ += "HTTP/1.1 ";
  for (const int unit : {100, 10, 1}) writer.text_ += static_cast<char>('0' + status / unit % 10);
  writer.text_ += ' ';
  writer.text_ += reason_of(status);
  writer.text_ += "\r\n";
  return writer;
}

HeadWriter& HeadWriter::field(std::string_view name, std::string_view value) {
  if (!is_name(name) || !is_value(value)) return *this;
  text_ += name;
  text_ += ": ";
  text_ += value;
  text_ += "\r\n";
  return *this;
}

HeadWriter& HeadWriter::field(std::string_view name, std::uint64_t value) {
  std::array<char, 20> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  return field(name, std::string_view(digits.data(), static_cast<std::size_t>(end - digits.data())));
}

std::string HeadWriter::finish() && {
  text_ += "\r\n";
  return std::move(text_);
}

std::string_view reason_of(int status) {
  const auto found = std::lower_bound(kReasons.begin(), kReasons.end(), status,
                                      [](const Reason& reason, int wanted) { return reason.status < wanted; });
  return found != kReasons.end() && found->status == status ? found->text : "Unknown";
}

}  // namespace jurymast::wire
