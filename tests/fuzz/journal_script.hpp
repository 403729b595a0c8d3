#pragma once
#include <algorithm>
#include <charconv>
#include <string>
#include <string_view>

#include "record/frame.hpp"
#include "record/line.hpp"

/// Chance does not find a checksum, so a text can also tell what is to be written and what happened to it.
namespace jurymast::fuzz {

/// What a dead process left: its journal, of which the beginning is known to be in the log, and the log.
struct Remains {
  std::string journal;
  std::size_t committed = 0;
  std::string log;
};

inline void write_to_journal(Remains& remains, record::FrameType type, std::string_view payload) {
  record::append_frame(remains.journal, type, payload.substr(0, record::kFramePayloadBytesMax));
}

/// Changes the byte whose place the digits say.
inline void damage(Remains& remains, std::string_view digits) {
  std::size_t place = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), place);
  if (remains.journal.empty()) return;
  char& byte = remains.journal[place % remains.journal.size()];
  byte = static_cast<char>(byte ^ 0x20);
}

/// One line of a script; its first letter says what the rest is.
inline void play_line(std::string_view line, std::uint64_t& seq, Remains& remains) {
  const std::string_view rest = line.substr(1);
  switch (line.front()) {
    case 's':
      return write_to_journal(remains, record::FrameType::Start, rest);
    case 'e':
      return write_to_journal(remains, record::FrameType::End, rest);
    case 'v':
      return write_to_journal(remains, record::FrameType::Event, rest);
    case 'a':
      return write_to_journal(remains, record::FrameType::Abandoned, rest);
    case 'd':
      return damage(remains, rest);
    case 'c':
      remains.committed = remains.journal.size();
      return;
    case 'n':  // a record that is in the log already
      if (record::is_record(rest)) record::number_line(rest, seq++, remains.log);
      return;
    default:  // a line of the log as it stands
      remains.log.append(line).append("\n");
  }
}

/// Writes what the script says.
inline Remains play(std::string_view script) {
  Remains remains;
  std::uint64_t seq = 1;
  while (!script.empty()) {
    const std::size_t end = std::min(script.find('\n'), script.size());
    if (end > 0) play_line(script.substr(0, end), seq, remains);
    script.remove_prefix(std::min(end + 1, script.size()));
  }
  return remains;
}

}  // namespace jurymast::fuzz
