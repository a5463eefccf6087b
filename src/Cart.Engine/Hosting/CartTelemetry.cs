using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;

namespace Cart.Engine;

/// <summary>
/// Provides the telemetry of the engine: one activity and one measurement for each operation, with low-cardinality tags. It contains no cart
/// ids. <c>docs/observability.md</c> lists it all.
/// </summary>
internal static class CartTelemetry
{
    private static readonly ActivitySource Source = new(CartEvents.MeterName);
    private static readonly Meter Meter = new(CartEvents.MeterName);

    private static readonly Histogram<double> Duration = Meter.CreateHistogram(
        "cart.operation.duration", "s", "How long operations on carts took, with all they waited for.", tags: null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5] });

    /// <summary>Runs an operation and measures it.</summary>
    /// <remarks>The operation is a static method of its subject, so that a call allocates no closure.</remarks>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public static async ValueTask<TResult> MeasureAsync<TSubject, TResult>(
        string name, Func<TSubject, ValueTask<TResult>> operation, TSubject subject, Func<TResult, string> statusOf)
    {
        var begun = Stopwatch.GetTimestamp();
        using var activity = Source.HasListeners() ? Source.StartActivity("cart " + name) : null;
        var status = "failed";
        try
        {
            var result = await operation(subject).ConfigureAwait(false);
            status = statusOf(result);
            return result;
        }
        catch (CartUnavailableException unavailable)
        {
            status = unavailable.OutcomeUnknown ? "outcome_unknown" : "unavailable";
            throw;
        }
        catch (CartException refusal)
        {
            status = refusal.Code;
            throw;
        }
        finally
        {
            activity?.SetTag("cart.status", status);
            activity?.SetStatus(status is "failed" or "unavailable" or "outcome_unknown" ? ActivityStatusCode.Error : ActivityStatusCode.Unset);
            Duration.Record(
                Stopwatch.GetElapsedTime(begun).TotalSeconds,
                new KeyValuePair<string, object?>("cart.operation", name),
                new KeyValuePair<string, object?>("cart.status", status));
        }
    }

    /// <summary>Returns the name of a command's outcome: <c>ok</c>, or the code of its error.</summary>
    public static string NameOf(CartStatus status) => status is CartStatus.Ok ? "ok" : CartErrors.Of(status).Code;
}
