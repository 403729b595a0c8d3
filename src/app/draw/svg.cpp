#include "app/draw/svg.hpp"

#include <fmt/format.h>

#include "app/draw/markup.hpp"

namespace jurymast::app {
namespace {

constexpr int kTenths = 10;

}  // namespace

void Svg::rectangle(Point corner, Point opposite, std::string_view css_class) {
  elements_ += fmt::format("<rect class=\"{}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>\n", css_class, corner.x, corner.y,
                           opposite.x - corner.x, opposite.y - corner.y);
}

void Svg::line(Point from, Point to, std::string_view css_class) {
  elements_ += fmt::format("<line class=\"{}\" x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"/>\n", css_class, from.x, from.y, to.x, to.y);
}

void Svg::text(Point at, std::string_view words, std::string_view css_class) {
  elements_ += fmt::format("<text class=\"{}\" x=\"{}\" y=\"{}\">{}</text>\n", css_class, at.x, at.y, escaped(words));
}

void Svg::steps(const std::vector<Point>& points, std::string_view css_class) {
  if (points.empty()) return;
  std::string path = fmt::format("M{} {}", points.front().x, points.front().y);
  int height = points.front().y;
  for (std::size_t i = 1; i < points.size(); ++i) {
    const bool last = i + 1 == points.size();
    if (points[i].y == height && !last) continue;
    path += fmt::format("H{}", points[i].x);
    if (points[i].y != height) path += fmt::format("V{}", points[i].y);
    height = points[i].y;
  }
  elements_ += fmt::format("<path class=\"{}\" d=\"{}\"/>\n", css_class, path);
}

std::string svg_drawing(Point size, int top, const SvgWords& words, std::string_view elements) {
  return fmt::format(
      "<svg class=\"chart\" id=\"{0}\" role=\"img\" aria-labelledby=\"{0}-title {0}-words\" y=\"{1}\" width=\"{2}\" height=\"{3}\" "
      "viewBox=\"0 0 {2} {3}\">\n<title id=\"{0}-title\">{4}</title>\n<desc id=\"{0}-words\">{5}</desc>\n{6}</svg>\n",
      words.id, top, size.x, size.y, escaped(words.title), escaped(words.description), elements);
}

std::string svg_document(Point size, std::string_view style, std::string_view drawings) {
  return fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{}\" height=\"{}\" viewBox=\"0 0 {} "
      "{}\">\n<style>\n{}</style>\n{}</svg>\n",
      size.x / kTenths, size.y / kTenths, size.x, size.y, style, drawings);
}

}  // namespace jurymast::app
