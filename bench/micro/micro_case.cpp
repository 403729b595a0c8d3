#include "micro_case.hpp"

namespace jurymast::bench {

std::vector<MicroCase> all_micro_cases() {
  std::vector<MicroCase> all;
  for (const std::span<const MicroCase> cases : {wire_cases(), policy_cases(), record_cases(), store_cases()}) {
    all.insert(all.end(), cases.begin(), cases.end());
  }
  return all;
}

}  // namespace jurymast::bench
