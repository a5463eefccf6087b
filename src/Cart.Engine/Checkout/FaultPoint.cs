using System.Diagnostics;
using System.Globalization;

namespace Cart.Engine;

/// <summary>
/// Defines the places in the checkout at which a test can kill, pause or fail the process, so that the real code runs every row of the crash
/// table. They do nothing unless the environment variable <c>CART_FAULT</c> was set before the process started:
/// <c>name:nth:kill</c>, <c>name:nth:pause:milliseconds</c> or <c>name:nth:throw</c>.
/// </summary>
internal static class FaultPoint
{
    private static readonly Fault? Planned = Fault.Parse(Environment.GetEnvironmentVariable("CART_FAULT"));

    /// <summary>Marks that a place is reached.</summary>
    /// <param name="name">The place, such as <c>checkout.begun</c>.</param>
    public static ValueTask ReachAsync(string name) => Planned is null ? ValueTask.CompletedTask : Planned.StrikeAsync(name);

    private sealed class Fault(string name, int nth, string kind, int milliseconds)
    {
        private int _reached;

        public static Fault? Parse(string? text)
        {
            if (string.IsNullOrEmpty(text))
            {
                return null;
            }

            var parts = text.Split(':');
            return new Fault(
                parts[0],
                int.Parse(parts[1], CultureInfo.InvariantCulture),
                parts[2],
                parts.Length > 3 ? int.Parse(parts[3], CultureInfo.InvariantCulture) : 0);
        }

        public async ValueTask StrikeAsync(string reached)
        {
            if (reached != name || Interlocked.Increment(ref _reached) != nth)
            {
                return;
            }

            switch (kind)
            {
                case "kill":
                    Process.GetCurrentProcess().Kill();
                    await Task.Delay(Timeout.Infinite).ConfigureAwait(false);
                    break;
                case "pause":
                    await Task.Delay(milliseconds).ConfigureAwait(false);
                    break;
                default:
                    throw new InvalidOperationException($"CART_FAULT asked for this failure at {name}.");
            }
        }
    }
}
