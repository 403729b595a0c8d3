#include "app/simulate_command.hpp"

#include "app/exit_code.hpp"
#include "app/simulate_report.hpp"

namespace jurymast::app {

int run_simulate(const SimulateOptions& options, std::FILE* out, std::FILE* complaints) {
  Result<SimulatePlan> plan = make_plan(options);
  if (!plan) {
    std::fputs(plan.error().message.c_str(), complaints);
    return kUsage;
  }
  const Result<Simulation> simulation = simulate(*std::move(plan));
  if (!simulation) {
    fmt::print(complaints, "jurymast simulate: {}\n", simulation.error().message);
    return kUsage;
  }
  const std::string report = options.json ? simulate_json(*simulation) : simulate_text(*simulation);
  std::fwrite(report.data(), 1, report.size(), out);
  return simulation->held() ? kPass : kCheckFailed;
}

}  // namespace jurymast::app
