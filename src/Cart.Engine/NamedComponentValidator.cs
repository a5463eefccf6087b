using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cart.Engine;

/// <summary>Ends the start of the host when configuration names what cannot be found, or warns where it is not strict.</summary>
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

        // Options are made and checked more than once in the life of a host.
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
