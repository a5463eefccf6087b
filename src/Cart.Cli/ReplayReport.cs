using System.Globalization;
using System.Text;
using System.Text.Json;
using Spectre.Console;

namespace Cart.Cli;

/// <summary>Shows what a replay came to: as a table for people, as one JSON object for programs.</summary>
internal static class ReplayReport
{
    /// <summary>Writes a table.</summary>
    public static void WriteTable(ReplayOutcome outcome, StoreSettings stores, IAnsiConsole console)
    {
        var totals = outcome.Totals;
        var table = new Table().Border(TableBorder.Rounded).HideHeaders().AddColumn("").AddColumn(new TableColumn("").RightAligned());
        Row("orders", $"{totals.Orders:N0}");
        Row("lines", $"{totals.Lines:N0}");
        Row("units", $"{totals.Units:N0}");
        Row("rows skipped", $"{outcome.SkippedRows:N0}");
        Row("total", $"{totals.Total:N2}");
        Row("already placed", $"{totals.AlreadyPlaced:N0}");
        Row("seconds", $"{outcome.Duration.TotalSeconds:N2}");
        Row("adds/s", $"{outcome.AddsPerSecond:N0}");
        Row("orders/s", $"{outcome.OrdersPerSecond:N0}");
        console.Write(table);
        console.Profile.Out.Writer.WriteLine($"carts in {stores.Carts}; orders in {stores.Orders}");

        void Row(string name, FormattableString value) => table.AddRow(name, value.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Writes one JSON object on one line.</summary>
    public static void WriteJson(ReplayOutcome outcome, StoreSettings stores, TextWriter output)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            Write(writer, outcome, stores);
        }

        output.WriteLine(Encoding.UTF8.GetString(buffer.ToArray()));
    }

    private static void Write(Utf8JsonWriter writer, ReplayOutcome outcome, StoreSettings stores)
    {
        var totals = outcome.Totals;
        writer.WriteStartObject();
        writer.WriteNumber("orders", totals.Orders);
        writer.WriteNumber("lines", totals.Lines);
        writer.WriteNumber("units", totals.Units);
        writer.WriteNumber("skipped", outcome.SkippedRows);
        writer.WriteString("total", totals.Total.ToString("F2", CultureInfo.InvariantCulture));
        writer.WriteNumber("placed", totals.Placed);
        writer.WriteNumber("already_placed", totals.AlreadyPlaced);
        writer.WriteNumber("seconds", Math.Round(outcome.Duration.TotalSeconds, 3));
        writer.WriteNumber("adds_per_second", Math.Round(outcome.AddsPerSecond, 1));
        writer.WriteNumber("orders_per_second", Math.Round(outcome.OrdersPerSecond, 1));
        writer.WriteString("carts", stores.Carts);
        writer.WriteString("orders_store", stores.Orders);
        writer.WriteEndObject();
    }
}
