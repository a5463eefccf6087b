using System.Diagnostics.Metrics;
using Cart.Engine;

namespace Cart.LoadTest;

/// <summary>Listens to the engine's metrics, as the exporter of a shop does: without a listener, metrics cost nothing.</summary>
internal sealed class MetricsListener : IDisposable
{
    private readonly MeterListener _listener = new();
    private long _heard;

    public MetricsListener()
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == CartEvents.MeterName)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>((_, _, _, _) => Interlocked.Increment(ref _heard));
        _listener.SetMeasurementEventCallback<long>((_, _, _, _) => Interlocked.Increment(ref _heard));
        _listener.Start();
    }

    /// <summary>How many measurements were told; 0 would mean that the metrics were off.</summary>
    public long Heard => Interlocked.Read(ref _heard);

    public void Dispose() => _listener.Dispose();
}
