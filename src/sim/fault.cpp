#include "sim/fault.hpp"

#include <fmt/format.h>

namespace jurymast::sim {

std::string describe(const Fault& fault) {
  const std::string where = is_of_gateway(fault.kind) ? "gateway" : fmt::format("target {}", static_cast<char>('a' + fault.target));
  return fmt::format("{:>7} to {:>7} ms  {} {} {}", to_ms(fault.begin), to_ms(fault.end), where, name_of(fault.kind),
                     fault.strength);
}

}  // namespace jurymast::sim
