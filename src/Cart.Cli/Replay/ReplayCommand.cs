using System.CommandLine;
using System.CommandLine.Help;

namespace Cart.Cli;

/// <summary>Represents <c>cart replay FILE</c>, which places the orders of a file of real invoices.</summary>
internal sealed class ReplayCommand : Command
{
    private const int MostOrdersInFlight = 256;

    private const string About = "Places the orders of a CSV file of the Online Retail shape, each once.";

    private const string Details = """
        Each invoice becomes a cart, its rows are added at the same time, and the cart
        is checked out into an order. The file has a header with the columns InvoiceNo,
        StockCode, Description, Quantity, InvoiceDate, UnitPrice, CustomerID and
        Country, in any order. Cancellations (numbers that start with C) and rows
        without a positive quantity are left out. The whole file is checked before the
        first order is placed. However often a file is replayed, its orders are placed
        once; a replay that was stopped continues when it is run again.

        Examples:
          cart replay --sample
          cart replay online-retail.csv
          cart replay online-retail.csv --json
          cart replay online-retail.csv --redis localhost:6379 \
            --postgres "Host=localhost;Database=shop;Username=shop;Password=secret"

        Exit codes:
          0    all orders are placed
          1    a store did not answer or refused
          2    the command line or the file is wrong; nothing was written
          130  stopped by Ctrl-C
        """;

    private readonly Argument<string> _file = new("FILE") { Description = "The path of the CSV file.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<bool> _sample = new("--sample") { Description = "Replay 100 rows of invented invoices instead of a file." };
    private readonly StoreOptions _stores = new();

    private readonly Option<int> _concurrency = SharedOptions.WholeNumber(
        "--concurrency", $"How many orders are under way at once, 1 to {MostOrdersInFlight}.", usual: 16, MostOrdersInFlight);

    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON object instead of a table." };

    public ReplayCommand(bool interactive)
        : base("replay", About)
    {
        _file.Validators.Add(static result =>
        {
            if (result.Tokens.Count > 0 && string.IsNullOrWhiteSpace(result.GetValueOrDefault<string>()))
            {
                result.AddError("FILE is empty; give the path of a CSV file.");
            }
        });
        Validators.Add(result =>
        {
            if (result.GetResult(_file) is { Tokens.Count: > 0 } == result.GetResult(_sample) is { Implicit: false })
            {
                result.AddError("Name one file to replay, or give --sample.");
            }
        });
        Add(_file);
        Add(_sample);
        _stores.AddTo(this);
        Add(_concurrency);
        Add(_json);
        Add(new HelpOption { Action = new DetailedHelpAction(Details) });
        SetAction(async (parsed, cancellationToken) =>
        {
            var streams = parsed.InvocationConfiguration;
            try
            {
                var run = new ReplayRun(
                    parsed.GetValue(_sample) ? null : parsed.GetRequiredValue(_file), _stores.Read(parsed), parsed.GetValue(_concurrency));
                return await run.RunAsync(streams.Output, streams.Error, parsed.GetValue(_json), interactive, cancellationToken).ConfigureAwait(false);
            }
            catch (FormatException unreadable)
            {
                await streams.Error.WriteLineAsync(unreadable.Message).ConfigureAwait(false);
                return ExitCode.BadInput;
            }
        });
    }
}
