#include "record/line_writer.hpp"

#include "record/line.hpp"

namespace jurymast::record {

void LineWriter::append(std::string_view record, std::string& lines) {
  if (std::exchange(file_begins_, false)) checkpoint(CheckpointCause::File, lines);
  add_line(record, lines);
  if (chain_.uncovered() >= kCheckpointLines) checkpoint(CheckpointCause::Lines, lines);
}

void LineWriter::checkpoint(CheckpointCause cause, std::string& lines) {
  if (!signer_ || chain_.tree().size() == 0) return;
  newest_ = sign_checkpoint(*signer_, chain_.tree(), now_, std::exchange(file_begins_, false) ? CheckpointCause::File : cause);
  add_line(render(*newest_), lines);
}

void LineWriter::add_line(std::string_view record, std::string& lines) {
  const std::size_t begin = lines.size();
  number_line(record, next_seq_, chain_.last(), lines);
  ++next_seq_;
  chain_.append(std::string_view(lines).substr(begin, lines.size() - begin - 1));
}

}  // namespace jurymast::record
