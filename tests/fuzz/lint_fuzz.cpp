#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/assert.hpp"
#include "review/lint.hpp"
#include "review/lint_report.hpp"
#include "review/text_guard.hpp"

namespace jurymast::fuzz {
namespace {

using namespace review;

bool in_order(const Findings& findings) {
  return std::is_sorted(findings.begin(), findings.end(), [](const Finding& a, const Finding& b) { return a.place < b.place; });
}

/// What must hold of whatever is found in a text: it lies within it, in order, and can be told in every form.
void check(const Findings& findings, std::string_view text) {
  const auto lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) + 1;
  JURYMAST_ASSERT(in_order(findings));
  for (const Finding& finding : findings) {
    JURYMAST_ASSERT(finding.rule != nullptr && !finding.what.empty());
    JURYMAST_ASSERT(finding.place.line >= 1 && finding.place.line <= lines && finding.place.column >= 1);
  }
  const LintReport report{.files = {{"input", findings}}, .version = "0"};
  JURYMAST_ASSERT(render(report, ReportFormat::Text).ends_with("\n") && render(report, ReportFormat::Sarif).ends_with("\n"));
}

}  // namespace
}  // namespace jurymast::fuzz

/// The first byte chooses the kind of text, the rest is the text.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace jurymast;
  if (size == 0) return 0;
  const auto kind = static_cast<review::TextKind>(data[0] % review::kTextKindNames.size());
  const std::string text(reinterpret_cast<const char*>(data + 1), size - 1);
  const Result<review::Findings> findings = review::lint(kind, text, {});
  if (findings) {
    fuzz::check(*findings, text);
  } else {
    JURYMAST_ASSERT(!findings.error().message.empty());
  }
  return 0;
}
