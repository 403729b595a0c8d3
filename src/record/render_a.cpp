#include "record/rendering.hpp"
#include "record/rendering_words.hpp"

namespace jurymast::record {

Rendering render_a(const JoinedView& view) {
  return conformed(Template::A, {{"run_id", view.id},
                                 {"api_family_checked", kebab_family(view.family)},
                                 {"status_class", std::string(name_of(view.status_class))},
                                 {"response_object_category", view.object_type.empty() ? "not_returned" : view.object_type},
                                 {"retry_attempts_used", count_or_unknown(view.retries)},
                                 {"fallback_decision", std::string(name_of(view.gate))},
                                 {"evidence_links_attached", view.links},
                                 {"operator_notes", notes_text(view)}});
}

}  // namespace jurymast::record
