#pragma once
#include <string>
#include <string_view>

#include "app/client/blocking_http.hpp"

namespace jurymast::app {

/// What a client of the demo asks.
struct DemoQuestion {
  std::string_view model;
  bool stream = false;
};

/// One request as its client saw it.
struct DemoSeen {
  bool answered = false;     ///< a whole answer with content
  bool clean_end = false;    ///< a stream: its end was said
  bool error_event = false;  ///< a stream: an error came instead
  bool some_content = false;
  int status = 0;        ///< 0: no answer at all
  std::string target;    ///< who served it, as the gateway says
  std::string fallback;  ///< why a fallback served it; empty where none did
  std::string unproven;
  std::string request_id;
  unsigned attempts = 0;
  Duration took{0};
};

/// Reads an answer of the chat API the way a careful client does.
DemoSeen read_demo_answer(const HttpAnswer& answer, bool stream);

/// Sends chat requests and looks at the answers. It never retries.
class DemoClient {
 public:
  DemoClient(std::string address, Clock& clock) : address_(std::move(address)), clock_(clock) {}
  /// Never fails: no answer is something seen, too.
  DemoSeen ask(const DemoQuestion& question);

 private:
  std::string address_;
  Clock& clock_;
};

}  // namespace jurymast::app
