#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/family.hpp"
#include "wire/sse_splitter.hpp"
#include "wire/stream_assembler.hpp"
#include "wire/stream_reader.hpp"

namespace jurymast::proxy {

/// Stands between an upstream's event stream and the client's: cuts it into whole events, reads each, keeps what must not be
/// passed on yet, and says what happened. It never hands out a part of an event, nor `[DONE]`, nor an upstream's error event.
class StreamRelay {
 public:
  struct Settings {
    Family family = Family::ChatCompletions;
    unsigned choices = 1;
    bool strip_usage = false;          ///< the client did not ask for the usage chunk that we asked the upstream for
    bool skip_malformed = false;       ///< pass over events that are no JSON, counted, instead of failing
    std::size_t preamble_bytes_max;    ///< held before the first content
    std::size_t held_bytes_max;        ///< held in all, while the whole answer is waited for
    wire::StreamAssembler* assembler = nullptr;  ///< told of every event, for the answer to be checked whole; null: nobody checks
  };
  /// What the exchange must be told, in the order in which it happened.
  enum class Signal : unsigned char { Content, Terminal, Error, Done, Malformed };

  explicit StreamRelay(const Settings& settings);

  /// Reads `bytes`. Signals and the events to pass on are to be collected afterwards; views die with the next feed().
  void feed(std::string_view bytes, wire::JsonScratch& scratch);
  /// The upstream's stream ended: a last event that lacks only its blank line is read too.
  void finish(wire::JsonScratch& scratch);

  const std::vector<Signal>& signals() const { return signals_; }
  /// The whole events that may be passed on and were not yet, as pieces; whoever takes them calls taken().
  const std::vector<std::string_view>& ready() const { return ready_; }
  std::size_t ready_bytes() const { return ready_bytes_; }
  void taken();
  /// Keeps what is ready beyond the next feed(), since nothing may be passed on yet. False when that is more than is allowed.
  bool hold();
  /// What hold() has kept, to be passed on before ready(); empty afterwards.
  std::string take_held();

  /// Whether content had come when Signal::Terminal did; what one read brings behind it does not count.
  bool content_before_terminal() const { return content_before_terminal_; }
  /// The error object of the event behind Signal::Error, as it came; empty where it was no object.
  const std::string& error_object() const { return error_object_; }
  /// True once an event resets the stall clock since the last call.
  bool take_progress();
  const wire::AnswerFacts& facts() const { return reader_.facts(); }
  std::uint64_t frames() const { return reader_.event_count(); }
  std::uint64_t next_sequence_number() const { return reader_.next_sequence_number(); }
  std::uint32_t skipped_events() const { return skipped_events_; }

 private:
  void take_event(const wire::SseSplitter::Event& event, wire::JsonScratch& scratch);
  void pass(std::string_view raw);
  void note_content();
  void note_terminal();

  Settings settings_;
  wire::SseSplitter splitter_;
  wire::StreamReader reader_;
  std::vector<Signal> signals_;
  std::vector<std::string_view> ready_;
  std::size_t ready_bytes_ = 0;
  std::string held_;
  std::string error_object_;
  bool content_seen_ = false;
  bool terminal_seen_ = false;
  bool content_before_terminal_ = false;
  bool ended_ = false;
  bool progress_ = false;
  std::uint32_t skipped_events_ = 0;
};

}  // namespace jurymast::proxy
