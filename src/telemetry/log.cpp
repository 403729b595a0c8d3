#include "telemetry/log.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "base/units.hpp"

namespace jurymast::telemetry {
namespace {

constexpr std::array<std::string_view, 4> kLevelNames{"debug", "info", "warn", "error"};
constexpr std::string_view kCutJson = ",\"cut\":true";
constexpr std::string_view kCutHuman = " cut=true";
/// Room for the mark that fields are missing, the closing brace and the line break.
constexpr std::size_t kTailBytes = 16;

/// Bytes of a valid UTF-8 sequence that begins here, or zero.
std::size_t utf8_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto continues = [&](std::size_t i) { return i < text.size() && (byte(i) & 0xc0) == 0x80; };
  const unsigned char first = byte(0);
  if (first >= 0xc2 && first <= 0xdf) return continues(1) ? 2 : 0;
  if (first >= 0xe0 && first <= 0xef) {
    if (!continues(1) || !continues(2)) return 0;
    const bool overlong = first == 0xe0 && byte(1) < 0xa0;
    const bool surrogate = first == 0xed && byte(1) > 0x9f;
    return overlong || surrogate ? 0 : 3;
  }
  if (first >= 0xf0 && first <= 0xf4) {
    if (!continues(1) || !continues(2) || !continues(3)) return 0;
    const bool out_of_range = (first == 0xf0 && byte(1) < 0x90) || (first == 0xf4 && byte(1) > 0x8f);
    return out_of_range ? 0 : 4;
  }
  return 0;
}

/// Text as a JSON string: control characters (C1 too: terminals obey them) escaped, broken UTF-8 replaced, length bounded.
std::string quoted_text(std::string_view text) {
  std::string out = "\"";
  std::size_t i = 0;
  while (i < text.size() && out.size() < kLogFieldBytesMax) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte == '"' || byte == '\\') {
      out += '\\';
      out += text[i++];
    } else if (byte < 0x20 || byte == 0x7f) {
      out += fmt::format("\\u{:04x}", byte);
      ++i;
    } else if (byte < 0x80) {
      out += text[i++];
    } else if (const std::size_t length = utf8_length(text.substr(i)); length == 0) {
      out += "\\ufffd";
      ++i;
    } else if (length == 2 && byte == 0xc2 && static_cast<unsigned char>(text[i + 1]) < 0xa0) {
      out += fmt::format("\\u{:04x}", static_cast<unsigned char>(text[i + 1]));
      i += 2;
    } else {
      out += text.substr(i, length);
      i += length;
    }
  }
  if (i < text.size()) out += "…";
  return out + "\"";
}

struct ValueText {
  LogForm form;
  std::string operator()(std::int64_t value) const { return std::to_string(value); }
  std::string operator()(std::uint64_t value) const { return std::to_string(value); }
  std::string operator()(bool value) const { return value ? "true" : "false"; }
  std::string operator()(Duration value) const { return form == LogForm::Json ? std::to_string(to_ms(value)) : to_text(value); }
  std::string operator()(std::string_view value) const { return quoted_text(value); }
};

/// Durations carry their unit in their JSON name, since the number alone does not.
std::string named_value(const Field& field, const std::string& value, LogForm form) {
  if (form == LogForm::Human) return fmt::format(" {}={}", field.name(), value);
  const bool is_duration = std::holds_alternative<Duration>(field.value());
  return fmt::format(",\"{}{}\":{}", field.name(), is_duration ? "_ms" : "", value);
}

bool write_line(int descriptor, const std::string& line) {
  ssize_t written = 0;
  do {
    written = ::write(descriptor, line.data(), line.size());
  } while (written < 0 && errno == EINTR);
  return written == static_cast<ssize_t>(line.size());
}

}  // namespace

LogForm log_form_for(int descriptor) { return ::isatty(descriptor) == 1 ? LogForm::Human : LogForm::Json; }

void Log::screen_with(TextScreen screen) {
  auto shared = std::make_shared<const TextScreen>(std::move(screen));
  const std::lock_guard lock(screen_mutex_);
  screen_ = std::move(shared);
}

std::string Log::field_text(const Field& field, const TextScreen* screen) {
  const auto* const text = std::get_if<std::string_view>(&field.value());
  const auto masked = text != nullptr && screen != nullptr && *screen ? (*screen)(*text) : std::nullopt;
  if (masked) masked_.fetch_add(1, std::memory_order_relaxed);
  const LogForm form = settings_.form;
  return named_value(field, masked ? quoted_text(*masked) : std::visit(ValueText{form}, field.value()), form);
}

void Log::write(Level level, Literal event, std::initializer_list<Field> fields) {
  if (level < settings_.least) return;
  const bool json = settings_.form == LogForm::Json;
  const std::string time = to_rfc3339(clock_.wall_now());
  const std::string_view level_name = kLevelNames[static_cast<std::size_t>(level)];
  std::string line = json ? fmt::format(R"({{"time":"{}","level":"{}","event":"{}")", time, level_name, event.text())
                          : fmt::format("{} {:5} {}", time, level_name, event.text());
  const auto screen = [this] {
    const std::lock_guard lock(screen_mutex_);
    return screen_;
  }();
  for (const Field& field : fields) {
    const std::string text = field_text(field, screen.get());
    if (line.size() + text.size() + kTailBytes > kLogLineBytesMax) {
      line += json ? kCutJson : kCutHuman;
      break;
    }
    line += text;
  }
  line += json ? "}\n" : "\n";
  if (!write_line(settings_.descriptor, line)) dropped_.fetch_add(1, std::memory_order_relaxed);
}

}  // namespace jurymast::telemetry
