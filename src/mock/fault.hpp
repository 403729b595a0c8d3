#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/limits.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

namespace jurymast::mock {

/// No fault asks for more bytes or a higher count than this.
inline constexpr std::uint64_t kFaultCountMax = 1024 * limits::kMiB;
/// The largest filler field in a head.
inline constexpr std::uint64_t kFaultHeadBytesMax = limits::kMiB;
/// No fault asks for a longer time than this.
inline constexpr Duration kFaultTimeMax = std::chrono::hours(1);
/// Entries of one list inside a fault (added headers, omitted members).
inline constexpr std::size_t kFaultListMax = 32;

/// How a cut answer ends.
enum class CutHow : unsigned char {
  Reset,         ///< a TCP reset after the last byte
  End,           ///< the framing is closed as if the answer were whole
  NoTerminator,  ///< the connection ends, the framing stays open
};

/// How an error inside a 200 looks; a form that the family does not know falls back to the family's own.
enum class ErrorForm : unsigned char {
  Natural,     ///< chat: a chunk with `error`; Responses: Nested
  Nested,      ///< Responses: `event: error` with an `error` object
  Flat,        ///< Responses: `event: error` with code and message at the top
  Failed,      ///< Responses: `response.failed`
  Vllm,        ///< chat: numeric code, and `[DONE]` behind it
  Openrouter,  ///< chat: one chunk with `error` and `finish_reason: "error"`
};

/// How the end of the body is told.
enum class Framing : unsigned char { Natural, Length, Chunked, UntilClose };

/// One way to misbehave: plain data, every member unset means the healthy answer. Members can be combined; events and bytes count
/// from one, and bytes are those of the body without its framing.
struct Fault {
  using Count = std::optional<std::uint64_t>;
  using Time = std::optional<Duration>;
  using Text = std::optional<std::string>;

  // Another answer instead of the real one.
  Count status;
  Text error_code, error_type, error_message, error_param;
  Text body, content_type, redirect, encoding;
  Text retry_after, retry_after_ms;
  std::vector<std::string> header;  ///< `Name: value`, each replaces a field of that name
  Count head_bytes;                 ///< size of a filler header field
  bool html = false, error_in_200 = false, empty = false, empty_body = false, wrong_object = false, malformed = false;
  bool refusal = false, tool_call = false, bad_arguments = false, buffered = false;
  std::vector<std::string> omit;  ///< members left out of the answer's object
  Text finish;                    ///< `none` leaves the end of the answer out
  Count tokens, huge;

  // Another order of time.
  Time delay, slow_first, pace, stall, drip_every;
  Count stall_event, stall_byte, drip_bytes;
  bool silent = false;

  // Another end, or another stream.
  Count cut_event, cut_byte, cut_head, malformed_event, error_event, comments;
  CutHow cut = CutHow::Reset;
  ErrorForm error_form = ErrorForm::Natural;
  Framing framing = Framing::Natural;
  bool no_done = false, add_done = false, late_data = false, unterminated = false, crlf = false;

  // Another connection.
  bool reset = false, close = false, stale = false;
  Time idle_close, refuse;
  Count early;  ///< this status before the body is read

  bool operator==(const Fault&) const = default;
};

/// Reads `429-after-2`, `cut-event=3,cut=end`, `slow-first-2000ms`: terms divided by commas, each a name with `=` or `-` before its value.
/// Fails with the term and what is accepted.
Result<Fault> parse_fault(std::string_view text);
/// The text that parse_fault reads back, with texts of callers (`body`) left out.
std::string fault_text(const Fault& fault);
/// Sets the member of that name from its text; `_` counts as `-`. Fails with the name and what is accepted.
Result<void> set_fault_member(Fault& fault, std::string_view name, std::string_view value);
/// The name and value of every member that is set, in the order of the table.
std::vector<std::pair<std::string, std::string>> fault_members(const Fault& fault);
/// The names of all members, in the order of the table.
std::vector<std::string_view> fault_member_names();
/// The fault a model's name asks for: `mock-fault:<text>`, or `mock-<text>` where that reads as one; a name that asks for none gives the
/// healthy fault. Fails only for a `mock-fault:` that cannot be read.
Result<Fault> fault_of_model(std::string_view model);

}  // namespace jurymast::mock
