using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cart.Engine;

/// <summary>
/// Checks the stores before the host does anything else, and again while it runs. At startup a severe finding stops the host. Later it is only
/// logged and measured, because a changed setting must not stop a running shop.
/// </summary>
internal sealed class ChecksOfHost(
    StoreChecks checks, IServiceProvider services, IOptions<CheckOptions> options, TimeProvider time, ILogger<ChecksOfHost> logger)
    : BackgroundService, IHostedLifecycleService
{
    private readonly bool _isProduction = services.GetService<IHostEnvironment>()?.IsProduction() ?? false;
    private Dictionary<string, CheckLevel> _known = [];

    /// <exception cref="UnfitStoreException">The host must not start.</exception>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        if (!options.Value.Enabled)
        {
            return;
        }

        var findings = await checks.RunAsync(new CheckContext(CheckMoment.Start, _isProduction), cancellationToken).ConfigureAwait(false);
        List<CheckFinding> refusals = [.. findings.Where(static finding => finding.Level is CheckLevel.Refuse)];
        if (refusals.Count > 0)
        {
            throw new UnfitStoreException(refusals);
        }

        Tell(findings);
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (options.Value.Enabled)
        {
            await Task.Delay(options.Value.Interval, time, stoppingToken).ConfigureAwait(false);
            Tell(await checks.RunAsync(new CheckContext(CheckMoment.Repeat, _isProduction), stoppingToken).ConfigureAwait(false));
        }
    }

    // Log only what changed. Findings that this round did not check stay as they were.
    private void Tell(ImmutableArray<CheckFinding> findings)
    {
        var before = _known;
        List<CheckFinding> worst = [.. findings.GroupBy(static finding => finding.Name).Select(static found => found.MaxBy(static finding => finding.Level)!)];
        var levels = new Dictionary<string, CheckLevel>(before);
        foreach (var finding in worst)
        {
            levels[finding.Name] = finding.Level;
        }

        // A store that answers again reports its own findings.
        foreach (var (name, _) in before.Where(known => known.Value is CheckLevel.Away && findings.All(finding => finding.Name != known.Key)))
        {
            levels.Remove(name);
        }

        // Set last, so that the log and the metric agree.
        _known = levels;
        CheckMetrics.Levels = levels;
        foreach (var finding in worst)
        {
            var level = before.GetValueOrDefault(finding.Name);
            if (level != finding.Level && (IsBad(level) || IsBad(finding.Level)))
            {
                Tell(finding);
            }
        }
    }

    private static bool IsBad(CheckLevel level) => level is CheckLevel.Warn or CheckLevel.Away or CheckLevel.Refuse;

    private void Tell(CheckFinding finding)
    {
        switch (finding.Level)
        {
            case CheckLevel.Refuse:
                logger.CheckFoundUnfit(finding.Name, finding.Found, finding.Means, finding.Mend);
                break;
            case CheckLevel.Warn or CheckLevel.Away:
                logger.CheckWarned(finding.Name, finding.Found, finding.Means, finding.Mend);
                break;
            default:
                logger.CheckPassed(finding.Name, finding.Found);
                break;
        }
    }
}
