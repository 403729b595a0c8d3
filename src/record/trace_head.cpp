#include "record/trace_head.hpp"

#include "crypto/hex.hpp"

namespace jurymast::record {

void begin_trace(JsonLine& line, const TraceHead& head) {
  line.begin("trace");
  const auto id = head.id.text();
  line.word("id", {id.data(), id.size()});
  line.time("ts", head.at);
  line.number("config", head.config);
  line.long_text("digest", "sha256:" + crypto::to_hex(head.digest));
  line.hex("seed", head.seed);
}

}  // namespace jurymast::record
