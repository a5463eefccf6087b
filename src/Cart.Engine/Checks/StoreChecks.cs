using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Cart.Engine;

/// <summary>Runs all checks of a host at the same time.</summary>
/// <remarks>The checks are made when they are first run: a host that is not checked does not connect for them.</remarks>
public sealed class StoreChecks(IServiceProvider services, IOptions<CheckOptions> options)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Checks everything, and throws nothing: what does not answer is a finding.</summary>
    /// <returns>The findings, the worst first.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<ImmutableArray<CheckFinding>> RunAsync(CheckContext context, CancellationToken cancellationToken = default)
    {
        var findings = await Task.WhenAll(
            services.GetServices<IStoreCheck>().Select(check => AskAsync(check, context, cancellationToken))).ConfigureAwait(false);
        return [.. findings.SelectMany(static found => found).Select(Overridden).OrderByDescending(static finding => finding.Level)];
    }

    private static async Task<ImmutableArray<CheckFinding>> AskAsync(
        IStoreCheck check, CheckContext context, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            return await check.CheckAsync(context, patience.Token).AsTask().WaitAsync(patience.Token).ConfigureAwait(false);
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            var why = fault is OperationCanceledException ? $"it took longer than {Patience.TotalSeconds} s" : fault.Message.ReplaceLineEndings(" ");
            return
            [
                new CheckFinding(
                    check.Name, CheckLevel.Away, $"it could not be asked: {why}", "Nothing is known of it.", "Make sure that it runs and can be reached."),
            ];
        }
    }

    private CheckFinding Overridden(CheckFinding finding) => finding.Level is CheckLevel.Refuse && options.Value.Override.Contains(finding.Name)
        ? finding with { Level = CheckLevel.Warn, Mend = $"{finding.Mend} (Cart:Checks:Override lets the host start all the same.)" }
        : finding;
}
