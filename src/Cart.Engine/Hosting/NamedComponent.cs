using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cart.Engine;

/// <summary>Represents a calculator, checker or session adapter that configuration names.</summary>
/// <remarks>If it cannot be found, it has a cause instead of a type, and a replacement with its effect; null if nothing can replace it.</remarks>
internal sealed record NamedComponent(
    string Setting,
    string Name,
    string? Fallback,
    [property: DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] Type? Type,
    string Cause)
{
    /// <summary>Gets the short names that the setting also accepts.</summary>
    public IReadOnlyList<string> ShortNames { get; init; } = [];

    /// <summary>Gets the service that the type must implement.</summary>
    public required Type Service { get; init; }

    /// <summary>Returns what is wrong, with the values that the setting accepts.</summary>
    public string Explain()
    {
        var valid = $"the full name of a type that implements {Service.Name}, such as 'Shop.{Service.Name[1..]}, Shop'";
        var values = ShortNames.Count > 0 ? $"{string.Join(", ", ShortNames)}, or {valid}" : valid;
        return $"{Setting} is '{Name}', which could not be used: {Cause}. Valid are {values}.";
    }

    [RequiresUnreferencedCode("Types that configuration names are found by reflection.")]
    public static NamedComponent Find(Type service, string setting, string name, string? fallback)
    {
        var type = Load(name);
        var cause = type switch
        {
            null => "there is no such type",
            { IsAbstract: true } or { ContainsGenericParameters: true } => "it cannot be made",
            _ when !service.IsAssignableFrom(type) => $"it is no {service.Name}",
            _ => "",
        };
        return new NamedComponent(setting, name, fallback, cause.Length == 0 ? type : null, cause) { Service = service };
    }

    [RequiresUnreferencedCode("Types that configuration names are found by reflection.")]
    private static Type? Load(string name)
    {
        try
        {
            return System.Type.GetType(name)
                ?? AppDomain.CurrentDomain.GetAssemblies().Select(assembly => assembly.GetType(name)).FirstOrDefault(type => type is not null);
        }
        catch (Exception e) when (e is ArgumentException or IOException or BadImageFormatException or TypeLoadException)
        {
            return null;
        }
    }
}

/// <summary>Stops the start of the host if a configured component cannot be found. Only warns if the host is not strict.</summary>
internal sealed class NamedComponentValidator(IEnumerable<NamedComponent> components, ILogger<NamedComponentValidator> logger)
    : IValidateOptions<CartOptions>
{
    private int _told;

    public ValidateOptionsResult Validate(string? name, CartOptions options)
    {
        var missing = components.Where(static component => component.Type is null).ToList();
        var fatal = missing.Where(component => options.Strict || component.Fallback is null).ToList();
        if (fatal.Count > 0)
        {
            return ValidateOptionsResult.Fail(fatal.Select(static component => component.Explain()
                + (component.Fallback is null ? "" : $" Set Cart:Strict to false to start with {component.Fallback} in its place.")));
        }

        // Options are created and validated more than once in a host.
        if (missing.Count > 0 && Interlocked.Exchange(ref _told, 1) == 0)
        {
            foreach (var component in missing)
            {
                logger.ComponentNotFound(component.Explain(), component.Fallback!);
            }
        }

        return ValidateOptionsResult.Success;
    }
}
