using Microsoft.Extensions.Options;

namespace Cart.Engine;

/// <summary>Checks every option of <see cref="OutboxOptions"/> and reports all faults at once.</summary>
public sealed class OutboxOptionsValidator : IValidateOptions<OutboxOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, OutboxOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var result = new ValidateOptionsResultBuilder();
        Within(options.PollInterval, TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(1), nameof(options.PollInterval));
        Within(options.Lease, TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(1), nameof(options.Lease));
        Within(options.Retention, TimeSpan.FromMinutes(1), TimeSpan.FromDays(365), nameof(options.Retention));
        return result.Build();

        void Within(TimeSpan value, TimeSpan least, TimeSpan greatest, string property)
        {
            if (value < least || value > greatest)
            {
                result.AddError($"Cart:Outbox:{property} is {value}; it must be between {least} and {greatest}.");
            }
        }
    }
}
