package io.usersapi.keycloak.benchmark;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;

/** The median latency of pages and searches against the size of the realm, both axes logarithmic. */
final class Chart {

    private final List<Comparison> comparisons;

    Chart(List<Comparison> comparisons) {
        this.comparisons = comparisons;
    }

    void write(Path file) throws IOException {
        XYChart chart = new XYChartBuilder()
                .width(900)
                .height(520)
                .title("Latency (p50) against realm size, two connections")
                .xAxisTitle("users in the realm")
                .yAxisTitle("milliseconds")
                .build();
        chart.getStyler().setXAxisLogarithmic(true);
        chart.getStyler().setYAxisLogarithmic(true);
        chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
        add(chart, "first page, this API", Row.FIRST_PAGE, Comparison::ours);
        add(chart, "first page, Admin API", Row.FIRST_PAGE, Comparison::other);
        add(chart, "page at 90 %, by cursor", Row.DEEP_CURSOR, Comparison::ours);
        add(chart, "page at 90 %, by number", Row.DEEP_NUMBER, Comparison::ours);
        add(chart, "page at 90 %, Admin API", Row.DEEP_NUMBER, Comparison::other);
        add(chart, "search, this API", Row.SEARCH, Comparison::ours);
        add(chart, "search, Admin API", Row.SEARCH, Comparison::other);
        BitmapEncoder.saveBitmap(chart, file.toString(), BitmapFormat.PNG);
    }

    private void add(XYChart chart, String name, Row row, Function<Comparison, Measurement> side) {
        List<Comparison> line =
                comparisons.stream().filter(at -> at.row() == row).toList();
        chart.addSeries(
                name,
                line.stream().mapToDouble(Comparison::size).toArray(),
                line.stream().mapToDouble(at -> side.apply(at).median()).toArray());
    }
}
