#include <array>
#include <memory>
#include <string>
#include <vector>

#include "base/assert.hpp"
#include "micro_case.hpp"
#include "record/frame.hpp"
#include "record/known_secrets.hpp"
#include "record/line_writer.hpp"
#include "record/test_operations.hpp"

namespace jurymast::bench {
namespace {

using namespace record;

MicroCall start_line() {
  return [start = testing::start_of(1)] { JURYMAST_ASSERT(!render_start(start).empty()); };
}

MicroCall line_of(Operation operation) {
  return [operation = std::move(operation)] { JURYMAST_ASSERT(!render(operation).empty()); };
}

MicroCall operation_line() { return line_of(testing::served(1)); }
MicroCall rescued_line() { return line_of(testing::rescued(1)); }

MicroCall frame() {
  const std::string record = render(testing::served(1));
  const auto room = std::make_shared<std::vector<char>>(frame_size(record.size()));
  return [room, record] {
    write_frame(*room, FrameType::End, record);
    keep(room->front());
  };
}

/// Number, hash of the line before, checksum: what the journal's thread makes of a record.
MicroCall chained_line() {
  const auto writer = std::make_shared<LineWriter>(1);
  return [writer, record = render(testing::served(1)), lines = std::string()]() mutable {
    lines.clear();
    writer->append(record, lines);
    JURYMAST_ASSERT(lines.size() > record.size());
  };
}

/// The hash of a line, and the tree grown by it.
MicroCall chain_step() {
  const auto chain = std::make_shared<LogChain>();
  return [chain, line = render(testing::served(1))] {
    chain->append(line);
    keep(chain->last());
  };
}

MicroCall known_secrets() {
  // As many as a gateway with a few clients and targets knows; made up, and in no record.
  const std::array<std::string_view, 4> secrets{"bench-client-key-0123456789abcdef", "sk-bench-primary-Qx81Lm9Zk4Wv7Tn2",
                                                "sk-bench-spare-Rb6Yc3Hd5Jf8Ng0P", "whsec-bench-5Uw2Xe7Sa9Mt4Kv1"};
  const auto known = std::make_shared<const KnownSecrets>(secrets);
  JURYMAST_ASSERT(known->left_out() == 0);
  return [known, record = render(testing::served(1))] { JURYMAST_ASSERT(!known->found_in(record)); };
}

constexpr std::array kCases{
    MicroCase{"record/start_line", start_line},       MicroCase{"record/operation_line", operation_line},
    MicroCase{"record/rescued_line", rescued_line},   MicroCase{"record/frame", frame},
    MicroCase{"record/chained_line", chained_line},   MicroCase{"record/chain_step", chain_step},
    MicroCase{"record/known_secrets", known_secrets},
};

}  // namespace

std::span<const MicroCase> record_cases() { return kCases; }

}  // namespace jurymast::bench
