#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.hpp"
#include "base/time.hpp"
#include "mock/answer.hpp"
#include "mock/fault.hpp"

namespace jurymast::mock {

/// Bytes to send after a wait: `text`, then so many filler bytes, then `tail`.
struct PlanStep {
  Duration wait{0};
  std::string text;
  std::uint64_t filler = 0;
  std::string tail;

  std::uint64_t size() const { return text.size() + filler + tail.size(); }
};

/// What happens behind the last byte of a plan.
enum class PlanEnd : unsigned char {
  Whole,  ///< the answer is whole by its framing; the connection goes on where it may
  Close,  ///< the connection ends
  Reset,  ///< the connection is reset
  Hang,   ///< nothing, until the client leaves
};

/// Everything one request gets: bytes and waits in order, then the end. A plain value, so that every fault can be looked at without a
/// socket.
struct Plan {
  int status = 0;  ///< 0 where no status line is sent
  std::vector<PlanStep> steps;
  PlanEnd end = PlanEnd::Whole;
  bool close_after = false;            ///< a whole answer whose body only the end of the connection ends
  std::uint64_t drip_bytes = 0;        ///< at most so many bytes a write; 0: whole steps
  Duration drip_every{0};              ///< wait between these writes
  bool stale = false;                  ///< the next request on this connection gets no byte
  std::optional<Duration> idle_close;  ///< an idle connection is closed after so long
  std::optional<Duration> refuse;      ///< behind the end no connection is accepted for so long
};

/// What lay_out needs to know beyond the answer and its fault.
struct LayOutContext {
  bool connection_closes = false;  ///< the client or the server wants no further request
  std::uint64_t attempt = 0;
  std::string tag;
};

/// Frames, paces and cuts an answer as the fault says.
Plan lay_out(Answer answer, const Fault& fault, const LayOutContext& context);
/// A plan without an answer: silence, a reset or a close before any byte, or refusal of connections.
Plan without_answer(const Fault& fault);
/// True if the fault leaves no place for an answer.
bool allows_no_answer(const Fault& fault);

/// Walks through a plan write by write.
class PlanCursor {
 public:
  struct Write {
    Duration wait{0};
    std::string_view bytes;  ///< valid until the next call
  };
  explicit PlanCursor(const Plan& plan) : plan_(&plan) {}
  /// The next write; false behind the last one.
  bool next(Write& write);

 private:
  std::string_view part() const;

  const Plan* plan_;
  std::size_t step_ = 0;
  std::uint64_t offset_ = 0;
  bool dripped_ = false;
};

}  // namespace jurymast::mock
