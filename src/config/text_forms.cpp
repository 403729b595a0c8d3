#include "config/text_forms.hpp"

#include <algorithm>

#include "record/plain_text.hpp"
#include "wire/prompt_edit.hpp"

namespace jurymast::config {
namespace {

constexpr std::string_view kLower = "abcdefghijklmnopqrstuvwxyz0123456789";
constexpr std::string_view kLowerAndMarks = "abcdefghijklmnopqrstuvwxyz0123456789._-";
constexpr std::string_view kWord = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
constexpr std::string_view kLabel = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.:/-";
constexpr std::string_view kHeader = "abcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::string_view kHost = "abcdefghijklmnopqrstuvwxyz0123456789.-";
constexpr std::size_t kIdentifierBytesMax = 64;
constexpr std::size_t kHostBytesMax = 253;
constexpr std::size_t kModelBytesMax = 256;
constexpr std::size_t kPathBytesMax = 1024;
constexpr std::size_t kPointerBytesMax = 256;
constexpr std::array<std::string_view, 4> kReserved{"all", "natural", "none", "other"};

bool only(std::string_view text, std::string_view set) { return text.find_first_not_of(set) == std::string_view::npos; }

bool is_identifier(std::string_view text) {
  return !text.empty() && text.size() <= kIdentifierBytesMax && kLower.find(text[0]) != std::string_view::npos &&
         only(text, kLowerAndMarks);
}

bool is_any(std::string_view) { return true; }

bool is_graphic(std::string_view text, std::size_t bytes_max) {
  return !text.empty() && text.size() <= bytes_max &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7f; });
}

bool is_model_name(std::string_view text) {
  return is_graphic(text, kModelBytesMax) && text.find('*') == std::string_view::npos;
}

bool is_model_pattern(std::string_view text) {
  return is_graphic(text, kModelBytesMax) && text.find('*') >= text.size() - 1;
}

bool is_json_pointer(std::string_view text) {
  if (text.empty() || text[0] != '/' || text.size() > kPointerBytesMax) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool bad_escape = text[i] == '~' && (i + 1 == text.size() || (text[i + 1] != '0' && text[i + 1] != '1'));
    if (bad_escape || static_cast<unsigned char>(text[i]) < 0x20 || text[i] == 0x7f) return false;
  }
  return true;
}

bool is_file_path(std::string_view text) {
  return !text.empty() && text.size() <= kPathBytesMax &&
         std::none_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; });
}

bool is_header_name(std::string_view text) { return !text.empty() && text.size() <= kIdentifierBytesMax && only(text, kHeader); }

bool is_host_name(std::string_view text) {
  return !text.empty() && text.size() <= kHostBytesMax && text.find_first_not_of(kHost) == std::string_view::npos;
}

bool is_label_value(std::string_view text) {
  return !text.empty() && text.size() <= kIdentifierBytesMax && only(text, kLabel);
}

bool is_environment_variable(std::string_view text) {
  return !text.empty() && text.size() <= kIdentifierBytesMax && only(text, kWord) && (text[0] < '0' || text[0] > '9');
}

bool is_short_text(std::string_view text) { return !text.empty() && record::PlainText::make(text).has_value(); }

bool is_prompt_text(std::string_view text) { return !text.empty() && text.size() <= wire::kPromptTextBytesMax; }

}  // namespace

const TextForm kIdentifier{is_identifier,
                           "at most 64 of a-z, 0-9, '.', '_' and '-', beginning with a letter or a digit"};
const TextForm kTargetName{is_any, "the name of a target"};
const TextForm kBaseUrl{is_any, "a URL such as \"https://api.example.com/v1\""};
const TextForm kListenAddress{is_any, "an address such as \"127.0.0.1:8080\""};
const TextForm kModelName{is_model_name, "a model's name: at most 256 visible ASCII characters without spaces or '*'"};
const TextForm kModelPattern{is_model_pattern,
                             "a model's name, or its beginning with one '*' at the end, such as \"gpt-5.1*\""};
const TextForm kJsonPointer{is_json_pointer, "a JSON pointer such as \"/choices/0/message/content\""};
const TextForm kFilePath{is_file_path, "a path of at most 1024 bytes without control characters"};
const TextForm kHeaderName{is_header_name, "a header's name in lower case: at most 64 of a-z, 0-9, '-' and '_'"};
const TextForm kHostName{is_host_name, "a host's name without port: at most 253 of a-z, 0-9, '.' and '-'"};
const TextForm kLabelValue{is_label_value, "at most 64 of letters, digits, '_', '.', ':', '/' and '-'"};
const TextForm kEnvironmentVariable{
    is_environment_variable, "a variable's name: at most 64 letters, digits and '_', not beginning with a digit"};

const TextForm kExtraText{is_any, "a text"};
const TextForm kMemberName{is_any, "the name of a member of the request body"};
const TextForm kPromptName{is_any, "the name of a prompt"};
const TextForm kPromptText{is_prompt_text, "1 to 65536 bytes of text"};
const TextForm kJsonSchema{is_any, "a JSON Schema of what structured outputs use, as a text in \'\'\'…\'\'\'"};
const TextForm kPattern{is_any, "a regular expression of RE2"};
const TextForm kShortText{is_short_text, "one line of 1 to 500 bytes"};

bool is_reserved(std::string_view name) {
  return std::find(kReserved.begin(), kReserved.end(), name) != kReserved.end();
}

}  // namespace jurymast::config
