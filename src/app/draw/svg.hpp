#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace jurymast::app {

/// A place in a drawing, in tenths of a pixel: whole numbers, so that the same drawing is the same bytes everywhere.
struct Point {
  int x = 0;
  int y = 0;
};

/// Writes the elements of an SVG drawing, one a line. Text is escaped; classes are the program's own words.
class Svg {
 public:
  void rectangle(Point corner, Point opposite, std::string_view css_class);
  void line(Point from, Point to, std::string_view css_class);
  /// The text stands on that point; its class says which side of it.
  void text(Point at, std::string_view words, std::string_view css_class);
  /// A line that holds each height until the next point begins; the last point ends it.
  void steps(const std::vector<Point>& points, std::string_view css_class);

  const std::string& elements() const { return elements_; }

 private:
  std::string elements_;
};

/// What a drawing is for who cannot see it.
struct SvgWords {
  std::string id;  ///< of the drawing, unique in its document
  std::string title;
  std::string description;
};

/// A drawing of that size around its elements, with title and description; inside another one it stands at that height.
std::string svg_drawing(Point size, int top, const SvgWords& words, std::string_view elements);

/// A document of its own around drawings, with their style.
std::string svg_document(Point size, std::string_view style, std::string_view drawings);

}  // namespace jurymast::app
