using System.Globalization;
using Cart.Engine;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;

namespace Cart.Cli;

/// <summary>
/// Represents one run of the replay command, from the file, or the sample, to the report, or to a one-line error.
/// </summary>
internal sealed class ReplayRun(string? path, StoreSettings stores, int concurrency)
{
    private const string Sample = "online-retail-100.csv";

    private readonly ReplayTotals _totals = new();

    /// <summary>
    /// Replays the file, reports, and returns one of the codes of <see cref="ExitCode"/>. After a cancellation, each running order is either placed
    /// or not, never half placed.
    /// </summary>
    public async Task<int> RunAsync(TextWriter output, TextWriter error, bool json, bool interactive, CancellationToken cancellationToken)
    {
        try
        {
            await ReplayAsync(interactive && !json ? ConsoleOn(error) : null, cancellationToken).ConfigureAwait(false);
            if (json)
            {
                await output.WriteLineAsync(AnswerJson.Of(_totals.Report(stores))).ConfigureAwait(false);
            }
            else
            {
                ConsoleOn(output).Write(_totals.Table());
                await output.WriteLineAsync($"carts in {stores.Carts}; orders in {stores.Orders}").ConfigureAwait(false);
            }

            return ExitCode.Done;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return Fail(ExitCode.Cancelled, "Stopped.");
        }
        catch (RetailFileException fault)
        {
            await error.WriteLineAsync(fault.Message).ConfigureAwait(false);
            return ExitCode.BadInput;
        }
        catch (ReplayException fault)
        {
            return Fail(ExitCode.Failed, $"{path ?? Sample}: {fault.Message}");
        }
        catch (Exception fault) when (StoreFault.TryExplain(fault, stores, out var explanation))
        {
            return Fail(ExitCode.Failed, explanation);
        }

        int Fail(int exitCode, string reason)
        {
            error.WriteLine(_totals.Orders == 0
                ? $"{reason} No order was placed."
                : $"{reason} This run placed {_totals.Placed} orders and found {_totals.AlreadyPlaced} placed before; "
                    + "run the same command again to continue.");
            return exitCode;
        }
    }

    private static void Configure(CartOptions options)
    {
        options.Currency = "GBP";
        options.MaxLines = 3000;
        options.MaxQuantityPerItem = null;
    }

    private async Task ReplayAsync(IAnsiConsole? console, CancellationToken cancellationToken)
    {
        var options = new CartOptions();
        Configure(options);
        var limits = new CartLimits(options);
        var file = path is null
            ? await ReadSampleAsync(limits, cancellationToken).ConfigureAwait(false)
            : RetailFile.Read(path, limits, cancellationToken);
        _totals.SkippedRows = file.SkippedRows;

        using var host = StoreHost.Create(stores, Configure);
        await StoreHost.ConnectAsync(host, cancellationToken).ConfigureAwait(false);
        await host.StartAsync(cancellationToken).ConfigureAwait(false);
        await using var scope = host.Services.CreateAsyncScope();
        var time = host.Services.GetRequiredService<TimeProvider>();
        var replay = new OrderReplay(scope.ServiceProvider.GetRequiredService<CartEngine>(), time);
        var startedAt = time.GetTimestamp();
        if (console is null)
        {
            await PlaceAllAsync(replay, file, static () => { }, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await console.Progress().StartAsync(async context =>
            {
                var bar = context.AddTask("placing orders", maxValue: Math.Max(file.Invoices.Length, 1));
                await PlaceAllAsync(replay, file, () => bar.Increment(1), cancellationToken).ConfigureAwait(false);
            }).ConfigureAwait(false);
        }

        _totals.Duration = time.GetElapsedTime(startedAt);
        await host.StopAsync(CancellationToken.None).ConfigureAwait(false);
    }

    private Task PlaceAllAsync(OrderReplay replay, RetailFile file, Action onPlaced, CancellationToken cancellationToken) => Parallel.ForEachAsync(
        file.Invoices,
        new ParallelOptions { MaxDegreeOfParallelism = concurrency, CancellationToken = cancellationToken },
        async (invoice, token) =>
        {
            _totals.Count(invoice, await replay.PlaceAsync(invoice, token).ConfigureAwait(false));
            onPlaced();
        });

    private static async Task<RetailFile> ReadSampleAsync(CartLimits limits, CancellationToken cancellationToken)
    {
        var path = Path.GetTempFileName();
        try
        {
            var file = File.Create(path);
            await using (file.ConfigureAwait(false))
            {
                await typeof(ReplayRun).Assembly.GetManifestResourceStream(Sample)!.CopyToAsync(file, cancellationToken).ConfigureAwait(false);
            }

            return RetailFile.Read(path, limits, cancellationToken);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static IAnsiConsole ConsoleOn(TextWriter writer) =>
        AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });
}

/// <summary>Sums up the orders that the order store returned. Thread-safe.</summary>
internal sealed class ReplayTotals
{
    private readonly Lock _gate = new();
    private long _lines, _units, _adds;
    private decimal _total;

    /// <summary>Gets or sets the number of orders that this run placed.</summary>
    public int Placed { get; private set; }

    /// <summary>Gets or sets the number of orders that an earlier run had placed.</summary>
    public int AlreadyPlaced { get; private set; }

    public int Orders => Placed + AlreadyPlaced;

    /// <summary>Gets or sets the number of rows of orders with a quantity of zero or less.</summary>
    public int SkippedRows { get; set; }

    /// <summary>Gets or sets how long placing the orders took, without reading the file and starting the stores.</summary>
    public TimeSpan Duration { get; set; }

    /// <summary>Adds the order of an invoice.</summary>
    public void Count(Invoice invoice, CheckoutResult result)
    {
        var order = result.Order!;
        var placed = !result.WasPlacedBefore;
        lock (_gate)
        {
            _lines += order.Lines.Length;
            _units += order.Lines.Sum(static line => line.Quantity.Units);
            _total += order.Totals.Total;
            Placed += placed ? 1 : 0;
            AlreadyPlaced += placed ? 0 : 1;
            _adds += placed ? invoice.Rows.Length : 0;
        }
    }

    /// <summary>Returns the report for people.</summary>
    public Table Table()
    {
        var table = new Table().Border(TableBorder.Rounded).HideHeaders().AddColumn("").AddColumn(new TableColumn("").RightAligned());
        FormattableString[] rows =
        [
            $"orders|{Orders:N0}", $"lines|{_lines:N0}", $"units|{_units:N0}", $"rows skipped|{SkippedRows:N0}", $"total|{_total:N2}",
            $"already placed|{AlreadyPlaced:N0}", $"seconds|{Duration.TotalSeconds:N2}", $"adds/s|{PerSecond(_adds):N0}",
            $"orders/s|{PerSecond(Placed):N0}",
        ];
        foreach (var row in rows)
        {
            table.AddRow(row.ToString(CultureInfo.InvariantCulture).Split('|'));
        }

        return table;
    }

    /// <summary>Returns the report for programs.</summary>
    public object Report(StoreSettings stores) => new
    {
        Orders,
        Lines = _lines,
        Units = _units,
        Skipped = SkippedRows,
        Total = _total.ToString("F2", CultureInfo.InvariantCulture),
        Placed,
        AlreadyPlaced,
        Seconds = Math.Round(Duration.TotalSeconds, 3),
        AddsPerSecond = Math.Round(PerSecond(_adds), 1),
        OrdersPerSecond = Math.Round(PerSecond(Placed), 1),
        stores.Carts,
        OrdersStore = stores.Orders,
    };

    private double PerSecond(long count) => Duration > TimeSpan.Zero ? count / Duration.TotalSeconds : 0;
}
