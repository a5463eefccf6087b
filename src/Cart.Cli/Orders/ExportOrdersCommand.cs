using System.CommandLine;
using System.Globalization;
using Cart.Engine;
using CsvHelper;
using Microsoft.Extensions.DependencyInjection;

namespace Cart.Cli;

/// <summary>Represents <c>cart orders export</c>, which writes all orders as JSON lines or as CSV.</summary>
internal sealed class ExportOrdersCommand : StoreCommand
{
    private const int PageSize = 500;

    private const string Details = """
        Writes all orders, newest first, also those that are placed meanwhile or not. jsonl
        has one order a line, as "orders show --json" answers it. csv has one row a line of an
        order, with the order's amounts repeated in each row; amounts have the decimals of the
        currency. A text that a spreadsheet would run as a formula begins with an apostrophe.

        Examples:
          cart orders export --output orders.jsonl --data data
          cart orders export --format csv --output orders.csv \
            --postgres "Host=localhost;Database=shop;..."

        Exit codes:
          0    the orders were written, also when there are none
          1    the store did not answer, or the file could not be written
          2    the command line is wrong
        """;

    private static readonly string[] Columns =
    [
        "order_id", "placed_at", "user_id", "currency", "product", "name", "quantity", "unit_price", "total_price",
        "discount_code", "order_summary", "order_discount", "order_tax", "order_shipping", "order_total",
    ];

    private readonly Option<string> _format = new("--format") { HelpName = "FORMAT", Description = "jsonl or csv.", DefaultValueFactory = static _ => "jsonl" };
    private readonly Option<string?> _user = new("--user") { HelpName = "ID", Description = "Only the orders of this user. Default: of everyone." };
    private readonly OutputOption _output = new();

    public ExportOrdersCommand()
        : base("export", "Writes all orders as JSON lines or CSV.", StoreParts.Orders, Details)
    {
        _format.AcceptOnlyFromAmong("jsonl", "csv");
        AddFirst(_format, _user, _output);
    }

    protected override Task<int> RunAsync(StoreCall call, ParseResult parsed, CancellationToken cancellationToken) =>
        _output.WriteAsync(call, parsed, async writer =>
        {
            var orders = ReadAsync(call.Services.GetRequiredService<IOrderStore>(), parsed.GetValue(_user), cancellationToken);
            if (parsed.GetValue(_format) is "csv")
            {
                await WriteCsvAsync(orders, writer, cancellationToken).ConfigureAwait(false);
                return;
            }

            await foreach (var order in orders.ConfigureAwait(false))
            {
                await writer.WriteAsync(AnswerJson.Of(new OrderAnswer(order)) + '\n').ConfigureAwait(false);
            }
        });

    private static async IAsyncEnumerable<Order> ReadAsync(
        IOrderStore store, string? user, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        OrderId? cursor = null;
        while (true)
        {
            var page = user is null
                ? await store.ListAsync(cursor, PageSize, cancellationToken).ConfigureAwait(false)
                : await store.ListByUserAsync(user, cursor, PageSize, cancellationToken).ConfigureAwait(false);
            foreach (var order in page)
            {
                yield return order;
            }

            if (page.Length < PageSize)
            {
                yield break;
            }

            cursor = page[^1].Id;
        }
    }

    private static async Task WriteCsvAsync(IAsyncEnumerable<Order> orders, TextWriter writer, CancellationToken cancellationToken)
    {
        // User ids, names and codes are untrusted text.
        using var csv = CsvWriter.Create(writer, new CsvWriterOptions { NewLine = "\n", Injection = CsvInjection.Escape }, leaveOpen: true);
        csv.WriteRecord(Columns);
        await foreach (var order in orders.ConfigureAwait(false))
        {
            var answer = new OrderAnswer(order);
            foreach (var line in answer.Lines)
            {
                csv.WriteRecord(
                [
                    answer.Id, answer.PlacedAt.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture), answer.UserId ?? "", answer.Currency,
                    line.Key, line.Name ?? "", line.Quantity.ToString(CultureInfo.InvariantCulture), line.UnitPrice, line.TotalPrice,
                    answer.DiscountCode ?? "", answer.Summary, answer.DiscountAmount, answer.Tax, answer.Shipping, answer.Total,
                ]);
            }
        }

        await csv.FlushAsync(cancellationToken).ConfigureAwait(false);
    }
}
