using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Cart.Engine;

/// <summary>Runs all checks of a host in parallel.</summary>
/// <remarks>The checks are created on their first run, so a host without checks opens no connections for them.</remarks>
internal sealed class StoreChecks(IServiceProvider services, IOptions<CheckOptions> options)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Runs all checks. A check that fails is a finding, not an exception.</summary>
    /// <returns>The findings, the most severe first.</returns>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
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

/// <summary>Provides the metrics of the checks, on the meter <c>Cart.Engine</c>.</summary>
internal static class CheckMetrics
{
    private static readonly Meter Meter = new(CartEvents.MeterName);

    static CheckMetrics() => Meter.CreateObservableGauge(
        "cart.check.level", Measure, "{level}", "What the last look at the stores found: 0 well or not told, 1 a warning or no answer, 2 unfit.");

    /// <summary>Gets or sets the last levels, by the names of the findings.</summary>
    public static IReadOnlyDictionary<string, CheckLevel> Levels { get; set; } = new Dictionary<string, CheckLevel>();

    private static IEnumerable<Measurement<int>> Measure() => Levels.Select(static level => new Measurement<int>(
        level.Value switch
        {
            CheckLevel.Refuse => 2,
            CheckLevel.Warn or CheckLevel.Away => 1,
            _ => 0,
        },
        new KeyValuePair<string, object?>("cart.check", level.Key)));
}

/// <summary>
/// Specifies whether and how a host checks its stores. Also read from the host's configuration: <c>Cart:Checks:Enabled</c>,
/// <c>Cart:Checks:Interval</c>, and <c>Cart:Checks:Override</c> as a list or as comma-separated names.
/// </summary>
public sealed class CheckOptions
{
    /// <summary>Gets or sets whether the host checks its stores.</summary>
    /// <value>Default true.</value>
    public bool Enabled { get; set; } = true;

    /// <summary>Gets the names of findings that do not stop the host, such as <c>redis_persistence</c>. They become warnings.</summary>
    /// <value>Default none.</value>
    public ISet<string> Override { get; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Gets or sets the interval at which a running host repeats the checks.</summary>
    /// <value>Default 60 seconds. Range 1 second to 1 day.</value>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(60);
}

/// <summary>
/// Reads <see cref="CheckOptions"/> from the section <c>Cart:Checks</c>, however the host registered the engine, and validates them. So an
/// operator can let a host start without changing its program.
/// </summary>
internal sealed class CheckOptionsSetup(IServiceProvider services) : IConfigureOptions<CheckOptions>, IValidateOptions<CheckOptions>
{
    private const string Section = "Cart:Checks";

    private static readonly TimeSpan Least = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Greatest = TimeSpan.FromDays(1);

    public void Configure(CheckOptions options)
    {
        if (services.GetService<IConfiguration>()?.GetSection(Section) is not { } section)
        {
            return;
        }

        if (section["Enabled"] is { } enabled)
        {
            options.Enabled = bool.TryParse(enabled, out var isEnabled) ? isEnabled : throw Unreadable("Enabled", enabled, "true or false");
        }

        if (section["Interval"] is { } interval)
        {
            options.Interval = TimeSpan.TryParse(interval, CultureInfo.InvariantCulture, out var time) ? time
                : throw Unreadable("Interval", interval, $"a time between {Least} and {Greatest}");
        }

        var names = section.GetSection("Override");
        options.Override.UnionWith(names.GetChildren().Select(static child => child.Value).Append(names.Value)
            .SelectMany(static value => (value ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)));
    }

    public ValidateOptionsResult Validate(string? name, CheckOptions options) => options.Interval < Least || options.Interval > Greatest
        ? ValidateOptionsResult.Fail($"{Section}:{nameof(options.Interval)} is {options.Interval}; it must be between {Least} and {Greatest}.")
        : ValidateOptionsResult.Success;

    private static OptionsValidationException Unreadable(string setting, string value, string expected) =>
        new("", typeof(CheckOptions), [$"{Section}:{setting} is '{value}'; it must be {expected}."]);
}
