using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Cart.Engine;

/// <summary>
/// Reads <see cref="CheckOptions"/> from the section <c>Cart:Checks</c>, however the host registered the engine, and checks them: an operator
/// can start a host all the same without a change of its program.
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
