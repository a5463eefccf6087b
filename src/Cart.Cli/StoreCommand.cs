using System.CommandLine;
using System.CommandLine.Help;
using Microsoft.Extensions.DependencyInjection;

namespace Cart.Cli;

/// <summary>A command that reads or changes the stores of a shop. It starts none of the host's services: the shop goes on as it is.</summary>
internal abstract class StoreCommand : Command
{
    private readonly StoreOptions _stores = new();
    private readonly Option<bool> _json = new("--json") { Description = "Print JSON instead of text." };

    /// <summary>Makes the command with the options that all of them have.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="about">What it does, in a line.</param>
    /// <param name="details">What it does, with examples; shown below the usual help.</param>
    protected StoreCommand(string name, string about, string details)
        : base(name, about)
    {
        _stores.AddTo(this);
        Add(_json);
        Add(new HelpOption { Action = new DetailedHelpAction(details) });
        SetAction(RunAsync);
    }

    /// <summary>What the command needs, given what was named.</summary>
    protected abstract StoreParts PartsOf(StoreSettings stores);

    /// <summary>Returns why the command does nothing on these stores; null if it goes on.</summary>
    protected virtual string? Refusal(StoreSettings stores) => null;

    /// <summary>Carries out a call.</summary>
    /// <returns>One of the codes of <see cref="ExitCode"/>.</returns>
    protected abstract Task<int> RunAsync(StoreCall call, ParseResult parsed, CancellationToken cancellationToken);

    /// <summary>Adds the command's own options, so that help shows them first.</summary>
    protected void AddFirst(params ReadOnlySpan<Option> options)
    {
        for (var i = 0; i < options.Length; i++)
        {
            Options.Insert(i, options[i]);
        }
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var streams = parsed.InvocationConfiguration;
        StoreSettings stores;
        try
        {
            stores = _stores.Read(parsed);
        }
        catch (FormatException unreadable)
        {
            await streams.Error.WriteLineAsync(unreadable.Message).ConfigureAwait(false);
            return ExitCode.BadInput;
        }

        if (Refusal(stores) is { } refusal)
        {
            await streams.Error.WriteLineAsync(refusal).ConfigureAwait(false);
            return ExitCode.BadInput;
        }

        try
        {
            var parts = PartsOf(stores);
            using var host = StoreHost.Create(stores, static _ => { }, parts);
            if (parts.HasFlag(StoreParts.Carts))
            {
                await StoreHost.ConnectAsync(host, cancellationToken).ConfigureAwait(false);
            }

            await using var scope = host.Services.CreateAsyncScope();
            var call = new StoreCall(scope.ServiceProvider, stores, parsed.GetValue(_json), streams.Output, streams.Error);
            return await RunAsync(call, parsed, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await streams.Error.WriteLineAsync("Stopped.").ConfigureAwait(false);
            return ExitCode.Cancelled;
        }
        catch (Exception fault) when (StoreFault.TryExplain(fault, stores, out var explanation))
        {
            await streams.Error.WriteLineAsync(explanation).ConfigureAwait(false);
            return ExitCode.Failed;
        }
    }
}
