#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace jurymast::wire {

/// Cuts a byte stream into whole server-sent events. LF, CRLF and CR end a line; a blank line ends an event; a leading
/// byte-order mark is dropped. It keeps what is incomplete; whole events come out as views into its own buffer, byte for byte as
/// they came. The same bytes give the same events however they were cut on their way.
class SseSplitter {
 public:
  enum class Status : unsigned char { Event, NeedMore, TooLarge };
  struct Event {
    std::string_view raw;   ///< the event with its blank line, as it came
    std::string_view name;  ///< of the `event:` line, or empty
    std::string_view data;  ///< the `data:` lines joined by LF; empty where there is none
    bool has_data = false;  ///< false for comments and the like
  };

  /// Adds bytes; invalidates the views handed out before.
  void feed(std::string_view bytes);
  /// The next whole event, valid until the next feed or next. TooLarge stays.
  Status next(Event& event);
  /// At the end of the stream: the events still whole, then the last one if only its blank line is missing, else NeedMore.
  /// The `raw` of that last one lacks the blank line.
  Status finish(Event& event);
  /// Bytes of an incomplete event that are held back.
  std::size_t held_bytes() const { return buffer_.size() - begin_; }

 private:
  enum class Line : unsigned char { Blank, Filled, Unended, TooLong };
  bool skip_byte_order_mark();
  Line next_line();
  Status next_event(Event& event);
  void take(std::size_t end, Event& event);
  void take_field(std::string_view line, Event& event);
  void take_data(std::string_view value, Event& event);

  std::string buffer_;
  std::string joined_data_;
  std::size_t begin_ = 0;       ///< of the event being gathered
  std::size_t scanned_ = 0;     ///< no line ends between line_begin_ and here
  std::size_t line_begin_ = 0;
  bool started_ = false;        ///< past the place of a byte-order mark
  bool ended_ = false;          ///< no byte will follow
};

}  // namespace jurymast::wire
