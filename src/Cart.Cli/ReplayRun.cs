using Cart.Engine;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;

namespace Cart.Cli;

/// <summary>One run of the replay command: from the file to the report, or to one line that says what went wrong.</summary>
/// <param name="settings">What was asked for.</param>
/// <param name="interactive">Whether a person watches a terminal.</param>
/// <param name="output">Takes the report.</param>
/// <param name="error">Takes the progress bar and what went wrong.</param>
internal sealed class ReplayRun(ReplaySettings settings, bool interactive, TextWriter output, TextWriter error)
{
    private const string Sample = "online-retail-100.csv";

    private ReplayTotals _totals = new();

    /// <summary>Replays the file and reports.</summary>
    /// <returns>One of the codes of <see cref="ExitCode"/>.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            Report(await ReplayAsync(cancellationToken).ConfigureAwait(false));
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
            return Fail(ExitCode.Failed, $"{settings.File ?? Sample}: {fault.Message}");
        }
        catch (Exception fault) when (StoreFault.TryExplain(fault, settings.Stores, out var explanation))
        {
            return Fail(ExitCode.Failed, explanation);
        }
    }

    private static void Configure(CartOptions options)
    {
        options.Currency = "GBP";
        options.MaxLines = 3000;
        options.MaxQuantityPerItem = null;
    }

    private async Task<ReplayOutcome> ReplayAsync(CancellationToken cancellationToken)
    {
        var options = new CartOptions();
        Configure(options);
        var limits = new CartLimits(options);
        var file = settings.File is null
            ? await ReadSampleAsync(limits, cancellationToken).ConfigureAwait(false)
            : RetailFile.Read(settings.File, limits, cancellationToken);

        using var host = StoreHost.Create(settings.Stores, Configure);
        await StoreHost.ConnectAsync(host, cancellationToken).ConfigureAwait(false);
        await host.StartAsync(cancellationToken).ConfigureAwait(false);
        await using var scope = host.Services.CreateAsyncScope();
        var replay = new FileReplay(
            scope.ServiceProvider.GetRequiredService<CartEngine>(), host.Services.GetRequiredService<TimeProvider>(), settings.Concurrency);
        _totals = replay.Totals;
        var console = interactive && !settings.Json ? ConsoleOn(error) : null;
        var outcome = await replay.RunAsync(file, console, cancellationToken).ConfigureAwait(false);
        await host.StopAsync(CancellationToken.None).ConfigureAwait(false);
        return outcome;
    }

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

    private void Report(ReplayOutcome outcome)
    {
        if (settings.Json)
        {
            ReplayReport.WriteJson(outcome, settings.Stores, output);
        }
        else
        {
            ReplayReport.WriteTable(outcome, settings.Stores, ConsoleOn(output));
        }
    }

    private int Fail(int exitCode, string reason)
    {
        error.WriteLine(_totals.Orders == 0
            ? $"{reason} No order was placed."
            : $"{reason} This run placed {_totals.Placed} orders and found {_totals.AlreadyPlaced} placed before; "
                + "run the same command again to continue.");
        return exitCode;
    }

    private static IAnsiConsole ConsoleOn(TextWriter writer) =>
        AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });
}
