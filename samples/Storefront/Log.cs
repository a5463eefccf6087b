namespace Storefront;

/// <summary>Defines the log messages of the shop at startup.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Carts: {Carts}. Orders: {Orders}.")]
    public static partial void RunsOn(this ILogger logger, string carts, string orders);

    [LoggerMessage(2, LogLevel.Warning, "The shop opens without its discounts: the store of orders does not answer. They are created as soon as it does.")]
    public static partial void DiscountsWait(this ILogger logger);
}
