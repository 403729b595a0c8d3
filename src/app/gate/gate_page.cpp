#include <fmt/format.h>

#include "app/draw/markup.hpp"
#include "app/gate/gate_report.hpp"

namespace jurymast::app {
namespace {

constexpr std::string_view kPageStyle =
    "body{font-family:system-ui,\"Segoe UI\",Helvetica,Arial,sans-serif;line-height:1.45;max-width:70rem;margin:2rem auto;"
    "padding:0 1rem;color:#1a1a1a;background:#ffffff}\n"
    "table{border-collapse:collapse;margin:1rem 0}\n"
    "th,td{text-align:left;padding:.2rem .8rem .2rem 0;border-bottom:1px solid #d0d0d0;vertical-align:top}\n"
    "code{overflow-wrap:anywhere}\n"
    ".open{font-weight:700}\n"
    "@media screen and (prefers-color-scheme:dark){body{color:#eeeeee;background:#16181c}th,td{border-color:#44484f}}\n";

std::string reasons_list(const GateReport& report) {
  std::string items;
  for (const GateReason& reason : reasons_of(report.verdict)) {
    items += fmt::format("<li>{} {}: {}{}</li>\n", element("span", reason.kind, "open"), element("code", reason.name),
                         escaped(reason.what + origin_of(reason)),
                         reason.command.empty() ? std::string() : "<br>" + element("code", reason.command));
  }
  return items.empty() ? std::string() : element("h2", "Why") + "\n<ul>\n" + items + "</ul>\n";
}

std::string conditions_table(const GateReport& report) {
  std::string rows =
      "<tr><th scope=\"col\">condition</th><th scope=\"col\">holds</th><th scope=\"col\">as documented</th>"
      "<th scope=\"col\">as measured</th></tr>\n";
  for (const evidence::Conjunct& conjunct : report.verdict.conjuncts) {
    const bool open = conjunct.look.holds != record::Tri::True;
    rows += fmt::format("<tr><th scope=\"row\">{}<br>{}</th>{}{}{}</tr>\n", element("code", conjunct.name),
                        escaped(conjunct.meaning), element("td", name_of(conjunct.look.holds), open ? "open" : ""),
                        element("td", conjunct.look.documented), element("td", conjunct.look.measured));
  }
  return fmt::format("<table>\n{}</table>\n", rows);
}

std::string rules_table(const evidence::GateRules& rules) {
  std::string rows =
      "<tr><th scope=\"col\">rule</th><th scope=\"col\">value</th><th scope=\"col\">source</th><th "
      "scope=\"col\">reason</th></tr>\n";
  for (const evidence::GateRule& rule : evidence::kGateRules) {
    rows += fmt::format("<tr>{}{}{}{}</tr>\n", element("td", rule.name), element("td", std::to_string(rules.*rule.value)),
                        element("td", evidence::is_default(rules, rule) ? "default" : "tuned"), element("td", rule.reason));
  }
  return fmt::format("<table>\n{}</table>\n", rows);
}

}  // namespace

std::string gate_html(const GateReport& report) {
  std::string page = fmt::format(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
      "<meta name=\"viewport\" content=\"width=device-width\">\n<title>jurymast "
      "gate</title>\n<style>\n{}</style>\n</head>\n<body>\n"
      "{}\n{}{}\n{}\n",
      kPageStyle, element("h1", headline(report)), reasons_list(report), element("h2", "Next"), element("p", next_step(report)));
  for (const std::string& warning : report.verdict.warnings) page += element("p", "warning: " + warning) + "\n";
  page += element("h2", "What was looked at") + "\n" + conditions_table(report);
  page += element("h2", "Rules") + "\n" + rules_table(report.rules);
  page += element("h2", "What this does not show") + "\n<ul>\n";
  for (const std::string_view sentence : evidence::kNotShown) page += element("li", sentence) + "\n";
  page += "</ul>\n" + element("p", fmt::format("Computed at {} from rules sha256:{} and records sha256:{}.",
                                               to_rfc3339(report.asked.question.at), report.policy_digest, report.evidence_digest));
  return page + "\n</body>\n</html>\n";
}

}  // namespace jurymast::app
