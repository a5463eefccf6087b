using Cart.Engine;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cart.Redis;

/// <summary>
/// Opens the connection and loads the scripts before the host takes requests. If Redis does not answer in time, the host starts but is not ready
/// until Redis answers. A server that does not know a script yet gets its text.
/// </summary>
internal sealed class RedisStart(
    RedisLink link, OrderStoreCheck orders, IOptions<CartOptions> options, IOptions<CheckOptions> checks, ILogger<RedisStart> logger) : IHostedLifecycleService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        try
        {
            await PatientlyAsync(LoadAsync, cancellationToken).ConfigureAwait(false);
        }
        catch (CartUnavailableException unavailable)
        {
            logger.NotReadyAtStart(unavailable.Message);
        }
        catch (Exception fault) when (RedisFaults.TryExplain(fault, Asked.Read("load the scripts"), out var unavailable))
        {
            logger.NotReadyAtStart(unavailable.Message);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // A new order store has an id only after its tables were created.
    /// <exception cref="UnfitStoreException">The carts belong to another order store.</exception>
    public Task StartedAsync(CancellationToken cancellationToken) => !checks.Value.Enabled ? Task.CompletedTask : PatientlyAsync(
        async patience =>
        {
            var findings = await orders.CheckAsync(new CheckContext(CheckMoment.Start, Production: true), patience).ConfigureAwait(false);
            List<CheckFinding> refusals =
                [.. findings.Where(finding => finding.Level is CheckLevel.Refuse && !checks.Value.Override.Contains(finding.Name))];
            if (refusals.Count > 0)
            {
                throw new UnfitStoreException(refusals);
            }
        },
        cancellationToken);

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task LoadAsync(CancellationToken patience)
    {
        var connection = await link.OpenAsync(patience).ConfigureAwait(false);
        var scripts = new ScriptRunner(link, options.Value);
        var loaded = PrimaryServers.Of(connection).SelectMany(server => scripts.Texts.Select(text => server.ExecuteAsync("SCRIPT", "LOAD", text)));
        await Task.WhenAll(loaded).WaitAsync(patience).ConfigureAwait(false);
    }

    private async Task PatientlyAsync(Func<CancellationToken, Task> step, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            await step(patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            logger.NotReadyAtStart($"no answer within {Patience.TotalSeconds} s");
        }
    }
}

/// <summary>Defines the log messages of the Redis store: ids 2000 to 2999, without keys, arguments and passwords.</summary>
internal static partial class Log
{
    [LoggerMessage(2001, LogLevel.Warning, "Redis was not ready when the host started ({Why}). Requests for carts get 503 until it answers.")]
    public static partial void NotReadyAtStart(this ILogger logger, string why);
}
