"""Papers invented for tests: of fields far from AI, and of AI."""

from __future__ import annotations

import pandas as pd

ELSEWHERE = (
    (
        "Pollination of alpine gentians by bumblebees along a gradient of altitude",
        "Flowering plants of high meadows depend on few insects. We observed visits of bumblebees to four species "
        "of gentian at nine sites between 1,400 and 2,600 metres, and counted seeds per capsule. Visits fell with "
        "altitude, yet seed set did not, since petals stayed open longer in the cold. Bagged flowers set hardly any"
        " seed. Pollen of sedges was common on all bees caught late in August.",
    ),
    (
        "Provenance of Devonian sandstones in the northern basin margin",
        "Heavy minerals and zircon ages of quartz-rich sandstones record erosion of a vanished mountain belt. "
        "Garnet and staurolite dominate the lower beds, tourmaline the upper. Cross-bedding and conglomerate lenses"
        " point to braided rivers that flowed south. The shift coincides with uplift along a thrust fault and with "
        "a drier climate, as calcrete horizons and mudcracks show.",
    ),
    (
        "Liability of innkeepers for goods of travellers in early common law",
        "Courts held innkeepers strictly liable for the loss of guests' goods. This article traces the rule through"
        " the year books and argues that it arose from statute rather than custom. Plaintiffs had to plead that the"
        " inn was common, that they lodged there, and that theft followed from the host's default. Later judges "
        "allowed a defence where the guest's own servant was the thief.",
    ),
    (
        "Grain prices and bread riots in market towns, 1756 to 1801",
        "Parish registers, assize rolls and the account books of two millers show how dearth turned into riot. "
        "Crowds seized carts of wheat, sold the corn at what they called a just price, and handed the money to the "
        "farmer. Magistrates seldom prosecuted. Riots clustered on canals, where grain left the county, and ceased "
        "when subscriptions bought rye for the poor.",
    ),
    (
        "Stereoselective synthesis of bicyclic lactams by intramolecular aldol condensation",
        "Treatment of the keto amide with lithium diisopropylamide at minus 78 degrees gave the cis-fused lactam in"
        " 82 per cent yield and as a single diastereomer. Quenching with ammonium chloride avoided epimerisation. "
        "The tert-butyl ester was cleaved with trifluoroacetic acid, and hydrogenation over palladium on charcoal "
        "removed the benzyl group. Crystals from ethyl acetate confirmed the relative configuration.",
    ),
    (
        "Slow braising of beef shin: collagen, tenderness and juice",
        "Shin of beef was braised at 75, 85 and 95 degrees for two to eight hours in stock with onions and red "
        "wine. Tasters preferred six hours at 85 degrees. Shear force fell as collagen dissolved into gelatine, "
        "while juice was lost above 90 degrees. Searing before braising deepened the colour of the gravy but did "
        "not seal in any moisture.",
    ),
    (
        "Moult and fat reserves of reed warblers before autumn passage",
        "Warblers ringed in a coastal marsh were weighed at dawn and their feathers scored. Adults completed their "
        "moult south of the desert, juveniles replaced body feathers before they left. Fat rose steeply in the last"
        " week of August and after nights of rain. Birds caught twice gained half a gram a day on aphids among the "
        "reeds.",
    ),
    (
        "Tides and silt in a dredged estuary",
        "Dredging of the shipping channel has raised the tidal range upstream by forty centimetres. Moorings "
        "recorded salinity and silt over three spring tides. Flood currents now outlast the ebb near the bed, so "
        "mud is carried inland and settles on the mooring berths. Sluices opened at low water would flush some of "
        "it back to sea.",
    ),
    (
        "Glazes of two potteries of the fourteenth century",
        "Sherds from kiln dumps were sectioned and their glazes studied under the microscope. Both potteries used "
        "lead with copper for green, but only one added tin. Wasters show that jugs were fired upside down and "
        "stacked rim to rim. Clay of the eastern kiln holds crushed shell, which spalled when overfired.",
    ),
    (
        "Nitrogen leaching under winter rye and bare fallow on sandy soil",
        "Lysimeters caught drainage below winter rye and bare fallow for five winters. Rye took up 40 kilograms of "
        "nitrogen per hectare and halved the nitrate lost, most of all in mild years. Ploughing in March released "
        "part of it to the barley that followed. Earthworm casts were twice as frequent where roots stayed in the "
        "ground.",
    ),
    (
        "Retreat of a valley glacier seen in its moraines and lichens",
        "Diameters of map lichens on boulders date six moraines below the present snout. The ice stood furthest "
        "down the valley around 1850, paused twice, and has thinned by ninety metres since. Meltwater has cut a "
        "gorge through the oldest ridge. Larch seedlings now grow where summer snow lay within living memory.",
    ),
    (
        "Remission of gout under allopurinol with slow increase of the dose",
        "Patients with gout began allopurinol at 50 milligrams and rose monthly until serum urate fell below six. "
        "Flares in the first half year were fewer than with a start at 300. Colchicine was given for three months. "
        "Rashes were rare and mild. Tophi of the elbow shrank in two thirds of those who stayed on treatment for "
        "two years.",
    ),
    (
        "Bark beetles in spruce after windthrow",
        "Traps baited with pheromone caught beetles for four summers after a gale felled spruce on a ridge. Logs "
        "left in shade bred fewer broods than those in sun. Woodpeckers opened a third of the galleries by October."
        " Standing trees within a hundred metres died in the second year, beyond that hardly any more than before "
        "the gale.",
    ),
    (
        "Light of a pulsating red giant over eighty years",
        "Plates and later photometry follow the brightness of a red giant through 94 cycles. The period shortened "
        "by six days and then lengthened again. Maxima were fainter when dust formed, as infrared fluxes show. "
        "Titanium oxide bands deepened toward minimum. A companion would explain the slow drift of its radial "
        "velocity.",
    ),
    (
        "Hospital mortality after hip fracture and the day of surgery",
        "We evaluated whether the day of surgery affects mortality of elderly patients with hip fracture. Clinical "
        "records of 2,140 patients in four hospitals were analysed. Risk of death within thirty days rose when "
        "surgery was delayed beyond two days, after adjustment for age, dementia and cardiac disease. Weekend "
        "admission was not a risk factor. Early surgery should be a target of hospital care.",
    ),
    (
        "Overexpression of a heat shock protein protects kidney cells from ischaemia",
        "Ischaemia injures the tubular cells of the kidney. Rats received an adenovirus carrying the gene of a heat"
        " shock protein before clamping of the renal artery. Protein and mRNA were assessed by immunoblot and "
        "northern hybridisation. Apoptosis fell by half and creatinine clearance recovered sooner. Inhibition of "
        "the downstream kinase abolished protection, which suggests that the pathway mediates it.",
    ),
    (
        "Attitudes of nurses towards restraint in psychiatric wards",
        "Semi-structured interviews with 31 nurses on psychiatric wards explored how they justify physical "
        "restraint. Thematic analysis revealed safety, duty and shame. Participants described harm to patients and "
        "to themselves, and asked for training in de-escalation. Social support among staff shaped decisions. "
        "Policy should address human rights as well as workload and the education of newly qualified nurses.",
    ),
    (
        "Resistance to penicillin among pneumococci from day-care centres",
        "Nasal swabs from 418 children were cultured and isolates tested for resistance. A third carried "
        "pneumococci of reduced susceptibility. Capsular types 6B and 23F predominated, and pulsed-field "
        "electrophoresis identified two clones. Recent treatment with antibiotics was the strongest risk factor in "
        "multivariate analysis. Vaccination with the conjugate would cover most resistant strains.",
    ),
    (
        "Binding of calcium to troponin and the force of skinned cardiac fibres",
        "Skinned fibres of rabbit heart were exposed to solutions of increasing calcium. Force and fluorescence of "
        "labelled troponin were recorded together. The relation between binding and force was steeper than expected"
        " of independent sites, which indicates cooperative interaction of cross-bridges with the thin filament. "
        "Phosphorylation by the catalytic subunit lowered affinity. The mechanism may explain relaxation under "
        "adrenaline.",
    ),
    (
        "Smoking cessation counselling by pharmacists: a randomised trial in rural counties",
        "In a randomised controlled trial 612 smokers received counselling from a pharmacist or a leaflet. "
        "Abstinence at six months, confirmed by cotinine, was the primary outcome. Cessation was achieved by 17 and"
        " 9 per cent. Education, income and social deprivation modified the effect. Cost per quitter was modest. "
        "Counselling by pharmacists is effective in communities with few doctors.",
    ),
    (
        "Magnetic resonance imaging of the menisci before arthroscopy",
        "Magnetic resonance images of 96 knees were read by two radiologists without knowledge of arthroscopy. "
        "Sensitivity for tears of the medial meniscus was 94 per cent, specificity 88. False-positive readings "
        "arose from the transverse ligament. Agreement of the readers was good. Imaging before arthroscopy spares "
        "patients with normal menisci an operation, and its diagnostic accuracy is sufficient for clinical use.",
    ),
    (
        "A new oxovanadium complex with Schiff base ligands: structure and catalytic oxidation of thioethers",
        "A mononuclear oxovanadium complex with a tridentate Schiff base ligand was synthesised and characterised "
        "by infrared, nuclear magnetic resonance and crystallography. The vanadium centre is square pyramidal. With"
        " hydrogen peroxide it catalyses oxidation of thioethers to sulfoxides with high conversion and selectivity"
        " at room temperature. Cyclic voltammetry shows a reversible couple. Density functional calculations agree "
        "with the observed spectra.",
    ),
    (
        "Dose of cadmium and reproduction of water fleas in soft water",
        "Daphnids were exposed to cadmium in soft and hard water for 21 days. Survival, brood size and the age at "
        "first brood were assessed. The concentration that halved reproduction was tenfold lower in soft water. "
        "Uptake followed the free ion. Metallothionein rose with dose. Risk assessment of mine drainage should "
        "therefore consider calcium, since toxicity to sensitive invertebrates depends on it.",
    ),
    (
        "Polymorphism of the angiotensin gene and blood pressure in pregnancy",
        "Variants of the angiotensinogen gene were genotyped in 380 women with pre-eclampsia and 402 controls. The "
        "threonine allele was associated with disease in women under 25. Haplotype analysis revealed linkage "
        "disequilibrium across the promoter. Expression in placental tissue did not differ between genotypes. The "
        "association of the variant with hypertension in pregnancy is weaker in this population than in earlier "
        "studies.",
    ),
    (
        "Depression, loneliness and frailty among widowed farmers",
        "A survey of 870 widowed farmers assessed depression, loneliness and frailty with validated questionnaires."
        " Loneliness predicted depressive symptoms two years later, after adjustment for income, pain and "
        "disability. Social participation mediated part of the association. Prevalence was higher among men. "
        "Community nurses should screen the bereaved, and interventions that foster social contact deserve "
        "evaluation in rural health services.",
    ),
    (
        "Electrophoretic variants of serum transferrin in cattle breeds",
        "Serum of 1,260 cattle of nine breeds was examined by starch gel electrophoresis. Six transferrin alleles "
        "were identified, one of them not described before. Gene frequencies differed among breeds, and genetic "
        "distances agree with the history of imports. No association with milk yield or fertility was found. The "
        "variants are useful markers for parentage control and for the study of breed origins.",
    ),
    (
        "Localisation of substance P in neurons of the spinal cord of the cat",
        "Neurons immunoreactive for substance P were localised in the dorsal horn of the cat by light and electron "
        "microscopy. Labelled terminals formed asymmetric synapses with dendrites of the marginal zone. Rhizotomy "
        "depleted terminals within ten days, whereas cell bodies in deeper laminae remained. The findings support a"
        " role of the peptide as transmitter of nociceptive primary afferents and of local interneurons.",
    ),
    (
        "Postoperative pain after inguinal hernia repair under spinal anaesthesia",
        "Pain after repair of inguinal hernia was compared in patients under spinal and general anaesthesia. Visual"
        " analogue scores at rest and on coughing, use of morphine and length of stay were recorded. Spinal "
        "anaesthesia reduced pain during the first six hours but urinary retention was more frequent. No difference"
        " persisted at one week. The choice should weigh comfort against complications.",
    ),
)

AI = (
    (
        "Policy gradients that reward concise reasoning",
        "Large language models often think for longer than a task requires. We fine-tune a reasoning model with "
        "reinforcement learning from verifiable rewards and a penalty on the length of its chain of thought. On six"
        " benchmarks accuracy is kept with half of the tokens.",
    ),
    (
        "Faster sampling for latent video diffusion",
        "Video diffusion models need many denoising steps. We distill a diffusion transformer into a few-step "
        "generator with a consistency objective, and show that text-to-video generation keeps its quality at a "
        "tenth of the inference cost.",
    ),
    (
        "A benchmark of web agents that shop",
        "We introduce a benchmark on which agents based on large language models browse real web pages, call tools "
        "and complete purchases. The best model solves a third of the tasks. Our evaluation shows that planning is "
        "the bottleneck.",
    ),
    (
        "Gaussian splatting from a handful of photographs",
        "Novel view synthesis with few input images is ill-posed. We propose a feed-forward network that predicts "
        "3D Gaussians from sparse views and outperforms previous methods for scene reconstruction.",
    ),
    (
        "Vision-language-action models that learn from human video",
        "Robot demonstrations are scarce. We pretrain a vision-language-action model on egocentric human video and "
        "fine-tune it for manipulation. The policy generalizes to unseen objects on a real robot.",
    ),
    (
        "Retrieval-augmented generation without a reranker",
        "We train a dense retriever jointly with a language model for question answering. Retrieved passages are "
        "weighted inside attention, which improves factuality on open-domain datasets and makes reranking "
        "unnecessary.",
    ),
    (
        "Quantizing mixture-of-experts language models to three bits",
        "Experts of sparse language models differ in sensitivity to quantization. We allocate bits per expert and "
        "keep perplexity while memory falls fourfold. Inference on a single GPU becomes feasible.",
    ),
    (
        "Speech recognition for languages without transcripts",
        "We adapt a multilingual speech model to low-resource languages with self-training on unlabeled audio. Word"
        " error rate falls on eleven languages without any transcribed training data.",
    ),
)


def frame(papers: tuple[tuple[str, str], ...]) -> pd.DataFrame:
    """Columns paper_id, title, abstract."""
    rows = [(f"2500.{i:05}", title, abstract) for i, (title, abstract) in enumerate(papers)]
    return pd.DataFrame(rows, columns=["paper_id", "title", "abstract"])
