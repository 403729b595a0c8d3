#pragma once
#include <cstdint>
#include <string>

#include "mock/plan.hpp"

namespace jurymast::mock {

/// What the layout decided that the head has to say.
struct HeadFacts {
  Framing framing = Framing::Length;
  std::uint64_t body_bytes = 0;
  bool closes = false;
};

/// True for a status that never has a body.
inline bool is_bodiless(int status) { return status == 204 || status == 304; }

/// The answer's head with the fields a real upstream sends, and those of the fault in place of them.
std::string render_head(const Answer& answer, const Fault& fault, const LayOutContext& context, const HeadFacts& facts);

}  // namespace jurymast::mock
