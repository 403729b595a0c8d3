#pragma once
#include <atomic>
#include <concepts>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/result.hpp"
#include "base/secret.hpp"
#include "base/time.hpp"

namespace jurymast::telemetry {

enum class Level : unsigned char { Debug, Info, Warn, Error };

/// A literal: the name of an event or of a field. Nothing made at run time converts to it.
class Literal {
 public:
  template <std::size_t N>
  consteval Literal(const char (&text)[N]) : text_(text, N - 1) {}
  constexpr std::string_view text() const { return text_; }

 private:
  std::string_view text_;
};

/// A configured name (of a target, route or client), an address listened on or a file's path: chosen by the operator, never
/// by a client or a provider.
struct Identifier {
  std::string_view text;
};

/// The message of one of our own errors.
struct Reason {
  const Error& error;
};

/// One named value of a log line. Text has a way in only as a literal, a word of a closed set, an Identifier or a Reason.
class Field {
 public:
  template <std::integral Number>
    requires(!std::same_as<Number, bool> && !std::same_as<Number, char>)
  Field(Literal name, Number value) : name_(name.text()) {
    if constexpr (std::is_signed_v<Number>) {
      value_ = static_cast<std::int64_t>(value);
    } else {
      value_ = static_cast<std::uint64_t>(value);
    }
  }
  Field(Literal name, std::same_as<bool> auto value) : name_(name.text()), value_(value) {}
  Field(Literal name, Duration value) : name_(name.text()), value_(value) {}
  Field(Literal name, Literal value) : name_(name.text()), value_(value.text()) {}
  Field(Literal name, Identifier value) : name_(name.text()), value_(value.text) {}
  Field(Literal name, Reason value) : name_(name.text()), value_(std::string_view(value.error.message)) {}
  /// A word of a closed set: any enumeration with a `name_of`.
  template <class Enum>
    requires std::is_enum_v<Enum>
  Field(Literal name, Enum value) : name_(name.text()), value_(std::string_view(name_of(value))) {}
  Field(Literal name, const Secret& value) = delete;

  std::string_view name() const { return name_; }
  const std::variant<std::int64_t, std::uint64_t, bool, Duration, std::string_view>& value() const { return value_; }

 private:
  std::string_view name_;
  std::variant<std::int64_t, std::uint64_t, bool, Duration, std::string_view> value_;
};

/// Lines for machines, or for the person at a terminal.
enum class LogForm : unsigned char { Json, Human };

/// The form for a descriptor: human where it is a terminal.
LogForm log_form_for(int descriptor);

/// A line is at most this long, so that one write to a pipe is never interleaved with another's.
inline constexpr std::size_t kLogLineBytesMax = 4096;
inline constexpr std::size_t kLogFieldBytesMax = 1024;

/// A text without the secrets in it; nothing where it holds none. Called from any thread.
using TextScreen = std::function<std::optional<std::string>(std::string_view)>;

/// Where log lines go: a descriptor it borrows. Thread-safe: each line is one write. What cannot be written is counted.
class Log {
 public:
  struct Settings {
    int descriptor = 2;
    LogForm form = LogForm::Json;
    Level least = Level::Info;
  };
  Log(Clock& clock, Settings settings) : clock_(clock), settings_(settings) {}
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  void debug(Literal event, std::initializer_list<Field> fields = {}) { write(Level::Debug, event, fields); }
  void info(Literal event, std::initializer_list<Field> fields = {}) { write(Level::Info, event, fields); }
  void warn(Literal event, std::initializer_list<Field> fields = {}) { write(Level::Warn, event, fields); }
  void error(Literal event, std::initializer_list<Field> fields = {}) { write(Level::Error, event, fields); }

  /// From now on every text of a line passes through it; from any thread.
  void screen_with(TextScreen screen);
  /// Texts from which the screen took something.
  std::uint64_t masked() const { return masked_.load(std::memory_order_relaxed); }
  /// Lines that could not be written, or not as a whole.
  std::uint64_t dropped() const { return dropped_.load(std::memory_order_relaxed); }

 private:
  void write(Level level, Literal event, std::initializer_list<Field> fields);

  Clock& clock_;
  Settings settings_;
  std::string field_text(const Field& field, const TextScreen* screen);

  std::mutex screen_mutex_;
  std::shared_ptr<const TextScreen> screen_;
  std::atomic<std::uint64_t> masked_{0};
  std::atomic<std::uint64_t> dropped_{0};
};

}  // namespace jurymast::telemetry
